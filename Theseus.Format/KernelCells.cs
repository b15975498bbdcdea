namespace Theseus.Format;

/// <summary>
/// The cells whose state is the kernel's and not a program's: the layers below the cells, the nano-core, and drivers
/// that the kernel starts and that have state. What such a cell keeps in statics is numbers: an object that a program
/// made would be gone when it has ended.
/// </summary>
public static class KernelCells
{
    /// <summary>Their names.</summary>
    public static bool Contains(ReadOnlySpan<byte> cell) =>
        cell.SequenceEqual("nano-core"u8) || cell.SequenceEqual("Theseus.Kernel"u8)
        || cell.SequenceEqual("Theseus.Platform"u8)
        || cell.SequenceEqual("Theseus.CellLinker"u8) || cell.SequenceEqual("Theseus.Tasks"u8)
        || cell.SequenceEqual("Theseus.Memory"u8)
        || cell.SequenceEqual("Theseus.Runtime"u8) || cell.SequenceEqual("Theseus.Format"u8)
        || cell.SequenceEqual("Screen"u8) || cell.SequenceEqual("Keyboard"u8) || cell.SequenceEqual("Entropy"u8);
}
