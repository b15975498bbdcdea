namespace Theseus.Format;

/// <summary>The cells whose state is the kernel's and not a program's: the layers below the cells, and the nano-core.</summary>
public static class KernelCells
{
    /// <summary>Their names.</summary>
    public static bool Contains(ReadOnlySpan<byte> cell) =>
        cell.SequenceEqual("nano-core"u8) || cell.SequenceEqual("Theseus.Kernel"u8) || cell.SequenceEqual("Theseus.Platform"u8)
        || cell.SequenceEqual("Theseus.CellLinker"u8) || cell.SequenceEqual("Theseus.Tasks"u8) || cell.SequenceEqual("Theseus.Memory"u8)
        || cell.SequenceEqual("Theseus.Runtime"u8) || cell.SequenceEqual("Theseus.Format"u8);
}
