using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Unwind;

/// <summary>Where they are.</summary>
internal readonly partial struct UnwindMarks
{
    /// <summary>The table.</summary>
    // SAFETY: the assembler's table has a word for each field, in their order, and is part of the image.
    public static unsafe ref readonly UnwindMarks All => ref *Address();

    // SAFETY: takes nothing; the table that it returns the address of is read by All only.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_unwind_marks_address")]
    private static extern unsafe UnwindMarks* Address();
}
