namespace Theseus.Format;

/// <summary>
/// The cells whose state is the kernel's and not a program's: the layers below the cells, the nano-core, and drivers
/// that the kernel starts and that have state. What such a cell keeps in statics is numbers: an object that a program
/// made would be gone when it has ended.
/// </summary>
public static class KernelCells
{
    /// <summary>
    /// True for a cell whose statics can begin anew while its program goes on: not for the kernel's, nor for what each
    /// instance of all state stands on as long as it lives (CoreLib and what reflection and types are made by, the C
    /// library, the tables of the world).
    /// </summary>
    public static bool CanBeginAnew(ReadOnlySpan<byte> cell) => !Contains(cell)
        && !cell.StartsWith("System.Private."u8) && !cell.SequenceEqual("world"u8) && !cell.SequenceEqual("musl"u8);

    /// <summary>Their names.</summary>
    public static bool Contains(ReadOnlySpan<byte> cell) =>
        cell.SequenceEqual("nano-core"u8) || cell.SequenceEqual("Theseus.Kernel"u8)
        || cell.SequenceEqual("Theseus.Platform"u8)
        || cell.SequenceEqual("Theseus.CellLinker"u8) || cell.SequenceEqual("Theseus.Tasks"u8)
        || cell.SequenceEqual("Theseus.Memory"u8)
        || cell.SequenceEqual("Theseus.Runtime"u8) || cell.SequenceEqual("Theseus.Format"u8)
        || cell.SequenceEqual("Screen"u8) || cell.SequenceEqual("Keyboard"u8) || cell.SequenceEqual("Entropy"u8);
}
