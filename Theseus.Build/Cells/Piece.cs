using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// What goes into a cell as a whole, and becomes one section of it: a section of an input, a part of one that is
/// cut, or bytes that the cutter makes.
/// </summary>
public sealed class Piece(string name, CellSegmentKind kind, int align)
{
    /// <summary>Mangled name of its first symbol, or one that the cutter makes up; unique in the world.</summary>
    public string Name { get; } = name;
    public CellSegmentKind Kind { get; } = kind;
    /// <summary>A power of two, in bytes.</summary>
    public int Align { get; } = align;

    /// <summary>Where in the piece its name stands, bytes.</summary>
    public long NameOffset { get; init; }

    /// <summary>Where the bytes are; <see cref="SectionRef.Input"/> is -1 for what the cutter makes.</summary>
    public SectionRef Source { get; init; } = new(-1, 0);
    /// <summary>Offset in <see cref="Source"/>, bytes.</summary>
    public int From { get; init; }
    public int Size { get; init; }
    /// <summary>Contents of a made piece; null for others.</summary>
    public byte[]? Made { get; init; }
    /// <summary>References of a piece that is made or cut; null if they are the source's relocations.</summary>
    public List<Reference>? OwnReferences { get; set; }
    /// <summary>
    /// Of a made piece that native code alone refers to: the input of that code, whose cell it is in.
    /// </summary>
    public int? User { get; init; }
    /// <summary>
    /// The piece is an object of the garbage-collected heap that lies in a cell: a header of 8 bytes, then the object.
    /// </summary>
    public bool IsObject { get; init; }
    /// <summary>
    /// What the runtime notes of a type (ILC's <c>__writableData</c>): see <see cref="CellHeader.TypeNoteBytes"/>.
    /// </summary>
    public bool IsTypeNote => Name.StartsWith("__writableData", StringComparison.Ordinal);
    /// <summary>An object with fields that hold references.</summary>
    public bool IsRoot { get; set; }

    /// <summary>Set by <see cref="Ownership"/>.</summary>
    public Cell? Cell { get; set; }
    /// <summary>Cell offset. Set when the cell is laid out.</summary>
    public uint Offset { get; set; }

    /// <summary>It stands for what a running system has: nothing of it but its place is known here.</summary>
    public bool IsElsewhere => Source.Input < 0 && Made is null;

    public bool IsSection => Source.Input >= 0 && OwnReferences is null;
}

/// <summary>
/// A field of a piece that holds a place: <see cref="TargetOffset"/> bytes into <see cref="Target"/>, by the name
/// <see cref="Symbol"/>. Without a target it is address 0, or a table of the boot image.
/// </summary>
public readonly record struct Reference(
    int Offset, RelocationType Type, Piece? Target, long TargetOffset, string? Symbol, long Addend);
