namespace Theseus.Build.Linking;

/// <summary>A stretch of the image with one protection. Start and end are whole pages.</summary>
public sealed class Segment(SegmentKind kind, string name, bool isExecutable, bool isWritable, bool isZero, byte filler)
{
    public SegmentKind Kind { get; } = kind;
    public string Name { get; } = name;
    public bool IsExecutable { get; } = isExecutable;
    public bool IsWritable { get; } = isWritable;
    /// <summary>Takes no room in the file: the loader zeroes it.</summary>
    public bool IsZero { get; } = isZero;
    /// <summary>What the gaps between its sections hold; int3 in code.</summary>
    public byte Filler { get; } = filler;

    public ulong Address { get; set; }
    /// <summary>Where the loader puts it.</summary>
    public ulong PhysicalAddress { get; set; }
    /// <summary>Whole pages, in bytes.</summary>
    public ulong Size { get; set; }
    public ulong End => Address + Size;
    /// <summary>Contents, <see cref="Size"/> bytes; empty if <see cref="IsZero"/>.</summary>
    public byte[] Bytes { get; set; } = [];
    public List<SectionRef> Sections { get; } = [];
}
