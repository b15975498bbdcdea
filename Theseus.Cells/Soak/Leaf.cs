namespace Theseus.Cells.Soak;

/// <summary>A small object that says what it was made with, and may refer to another.</summary>
internal sealed class Leaf(ulong stamp, Leaf? next = null)
{
    public ulong Stamp => stamp;

    public Leaf? Next => next;
}
