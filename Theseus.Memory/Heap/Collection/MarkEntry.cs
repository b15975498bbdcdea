namespace Theseus.Memory.Heap;

/// <summary>What an entry of the mark stack is.</summary>
internal enum MarkEntry
{
    /// <summary>The stack is empty.</summary>
    None,

    /// <summary>An object; no detail.</summary>
    Object,

    /// <summary>References from the address to before the detail.</summary>
    Range,

    /// <summary>The elements of the array of structs at the address, from the detail on.</summary>
    Elements,
}
