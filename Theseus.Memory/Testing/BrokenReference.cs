using System.Runtime.CompilerServices;
using Theseus.Memory.Heap;
using Theseus.Runtime;

namespace Theseus.Memory.Testing;

/// <summary>
/// References that lead nowhere, as hardware or a mistake in the kernel leaves them: the cell <c>faultcheck</c> shows
/// with them what becomes of who follows one. Nothing else may use it.
/// </summary>
internal static class BrokenReference
{
    /// <summary>An address where nothing is ever mapped, of the form that the CPU wants.</summary>
    public const ulong Unmapped = 0x0000_6EAD_0000_1000;

    /// <summary>A reference to nothing.</summary>
    // SAFETY: none, on purpose: who follows it faults. A collection that finds it in an object does, too.
    public static T To<T>()
        where T : class
    {
        nint address = unchecked((nint)Unmapped);
        return Unsafe.As<nint, T>(ref address);
    }

    /// <summary>A place for a value that is none: who writes to it faults.</summary>
    public static ref T NoPlace<T>() => ref Unsafe.NullRef<T>();

    /// <summary>
    /// Overwrites the first field of an object that refers to another one. A collection that comes to the object before
    /// it is gone finds the address.
    /// </summary>
    /// <param name="holder">The object.</param>
    /// <param name="target">What the field refers to now.</param>
    /// <param name="address">What it is to hold: 0 or <see cref="Unmapped"/>.</param>
    /// <returns>False where no field of it does.</returns>
    public static bool Redirect(object holder, object target, ulong address = Unmapped) =>
        Redirect(holder, (nuint)Unsafe.As<object, nint>(ref target), address);

    /// <summary>As above, of a field that names a task.</summary>
    // SAFETY: the address is a number here.
    public static unsafe bool Redirect(object holder, TaskReference target, ulong address = Unmapped) =>
        Redirect(holder, (nuint)target.Address, address);

    // SAFETY: no object moves; the words are the fields of one that the caller holds.
    private static unsafe bool Redirect(object holder, nuint word, ulong address)
    {
        ReadOnlySpan<nuint> fields = ObjectLayout.FieldsOf((void*)Unsafe.As<object, nint>(ref holder));
        int at = fields.IndexOf(word);
        if (at >= 0)
        {
            Unsafe.AsRef(in fields[at]) = (nuint)address;
        }

        GC.KeepAlive(holder);
        return at >= 0;
    }
}
