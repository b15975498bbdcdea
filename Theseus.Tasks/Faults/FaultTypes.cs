namespace Theseus.Tasks.Faults;

/// <summary>What the types in the log of faults are called.</summary>
internal static class FaultTypes
{
    /// <summary>The full name of a type, by the address of its MethodTable, which lies in a cell.</summary>
    public static string? NameOf(nuint type) =>
        Type.GetTypeFromHandle(RuntimeTypeHandle.FromIntPtr((nint)type))?.FullName;
}
