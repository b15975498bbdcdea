using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// The first 136 bytes of an evolution: a package that leads a running system from one state of its code to the next
/// (docs/evolution.md). This folder is the format's only description: all numbers are little-endian, all offsets of
/// tables count from the package's start and are multiples of 8.
/// <para>A package brings cells and says which functions change. Its cells are cell files like any other
/// (<see cref="CellHeader"/>), of the world that was booted, with <see cref="CellHeader.ByPlace"/> set. A function has
/// a <i>home</i>, the place where it was first, and is what its address means for as long as the system runs; what is
/// executed there is the body that the last evolution gave it.</para>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
public struct EvolutionHeader
{
    public const int Bytes = 136;
    public const uint CurrentVersion = 1;

    /// <summary>The bytes "THSEVO01".</summary>
    public const ulong ExpectedMagic = 0x3130_4F56_4553_4854;

    /// <summary>Byte offset of <see cref="HeaderCrc"/>.</summary>
    public const int HeaderCrcOffset = 84;

    public ulong Magic;
    public uint FormatVersion;

    /// <summary>136.</summary>
    public uint HeaderBytes;

    /// <summary>Length of the whole package.</summary>
    public ulong FileBytes;

    /// <summary>The world that was booted: <see cref="CellHeader.WorldIdentity"/> of every cell.</summary>
    public Hash128 World;

    /// <summary>
    /// The state that it leads from: that of the boot, which is <see cref="World"/>, or the <see cref="To"/> of the
    /// evolution before it.
    /// </summary>
    public Hash128 From;

    /// <summary>The state that it leads to: no two packages have the same.</summary>
    public Hash128 To;

    /// <summary>How many evolutions lead from the boot to it, itself included.</summary>
    public uint Generation;

    /// <summary>CRC-32C of all bytes behind the header.</summary>
    public uint BodyCrc;

    /// <summary>0.</summary>
    public uint Reserved;

    /// <summary>CRC-32C of the header with this field 0.</summary>
    public uint HeaderCrc;

    /// <summary>The identity of the world whose code the system runs afterwards, as if that had been booted.</summary>
    public Hash128 Target;

    /// <summary><see cref="EvolutionCell"/>, by name in UTF-8, none twice: cells that it brings or names.</summary>
    public TableRange Cells;

    /// <summary><see cref="EvolutionChange"/>, by home and offset in it, no place twice.</summary>
    public TableRange Changes;

    /// <summary>Bytes: a file of names for the cells that it brings (<see cref="NamesHeader"/>), or none.</summary>
    public TableRange Names;

    /// <summary>Bytes: names, in UTF-8.</summary>
    public TableRange Strings;
}
