namespace Theseus.Cells.MemoryBench;

/// <summary>An object of 24 bytes: header, type, and one reference.</summary>
internal sealed class Node
{
    /// <summary>The next one.</summary>
    public Node? Next;
}
