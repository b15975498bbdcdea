using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// The first 256 bytes of a cell file. This folder is the format's only description: all numbers are little-endian,
/// all offsets of tables count from the file's start, all <i>cell offsets</i> from the cell's base, the page-aligned
/// address that its loader picks.
/// <para>A file is header, tables (each on a multiple of 8), page images (from a multiple of 4096 on). In
/// memory a cell is one range: text, constants, data, zeroed data, each from a whole page on. Page <i>n</i> of the
/// range has its image at <c>segment[0].FileOffset + n * 4096</c>, the zeroed pages none. References within a cell
/// are relative and final in the image; relocations, by page, are what depends on where cells lie.</para>
/// <para>Names for people are in a file of their own: <see cref="NamesHeader"/>.</para>
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4, Size = Bytes)]
public struct CellHeader
{
    public const int Bytes = 256;
    public const int PageBytes = 4096;
    public const uint CurrentVersion = 4;

    /// <summary>The bytes "THSCEL01".</summary>
    public const ulong ExpectedMagic = 0x3130_4C45_4353_4854;

    /// <summary>Byte offset of <see cref="HeaderCrc"/>.</summary>
    public const int HeaderCrcOffset = 60;

    /// <summary><see cref="Flags"/>: the cell is linked into the boot image, so that the file holds no pages.</summary>
    public const uint Resident = 1;

    /// <summary>
    /// <see cref="Flags"/>: an evolution has brought the cell. Its imports are places, not names: each is a cell offset
    /// in the cell that it is of, and its dependencies are in no order. It has no symbols, and is no app.
    /// </summary>
    public const uint ByPlace = 2;

    /// <summary>No cell is larger in memory than this, in bytes: relative references reach all of it.</summary>
    public const uint MemoryLimit = 0x2000_0000;

    public ulong Magic;
    public uint FormatVersion;
    /// <summary>256.</summary>
    public uint HeaderBytes;
    /// <summary>Length of the whole file. A boot loader may round a module up, never down.</summary>
    public ulong FileBytes;
    /// <summary>Hash of the world object and of the program that cut it: cells of one world fit each other.</summary>
    public Hash128 WorldIdentity;
    /// <summary>
    /// Hash of all that the cell is made of (section contents, relocations by name), wherever it lies.
    /// </summary>
    public Hash128 ContentHash;
    /// <summary>
    /// CRC-32C from the header's end to the first page image, or to the file's end where there are none.
    /// </summary>
    public uint TablesCrc;
    /// <summary>CRC-32C of the header with this field 0.</summary>
    public uint HeaderCrc;
    public uint Flags;
    /// <summary>Whole pages from the cell's base to the end of its last segment, in bytes.</summary>
    public uint MemoryBytes;
    /// <summary>Address of the base of a <see cref="Resident"/> cell; else 0.</summary>
    public ulong LinkedBase;
    /// <summary>The cell's name, in the strings.</summary>
    public TextRange Name;

    /// <summary>Four <see cref="CellSegment"/>: text, constants, data, zeroed data.</summary>
    public TableRange Segments;
    /// <summary><see cref="CellSection"/>, by offset.</summary>
    public TableRange Sections;
    /// <summary><see cref="CellSymbol"/>, by hash: what other cells or the kernel ask for.</summary>
    public TableRange Symbols;
    /// <summary><see cref="CellDependency"/>: the cells that this one imports from; entry 0 is the nano-core.</summary>
    public TableRange Dependencies;
    /// <summary><see cref="CellImport"/>, by dependency and hash.</summary>
    public TableRange Imports;
    /// <summary>
    /// u32 for each page before the zeroed ones, and one more: index of the page's first relocation. The last is
    /// the number of relocations. Empty in a <see cref="Resident"/> cell.
    /// </summary>
    public TableRange PageRelocations;
    /// <summary><see cref="CellRelocation"/>, by page and offset.</summary>
    public TableRange Relocations;
    /// <summary>
    /// <see cref="WideRelocation"/>, by place: all of a <see cref="Resident"/> cell, else few or none.
    /// </summary>
    public TableRange WideRelocations;
    /// <summary>
    /// u32 for each page image: its CRC-32C, as it is in the file. Empty in a <see cref="Resident"/> cell.
    /// </summary>
    public TableRange PageCrcs;
    /// <summary><see cref="CellFunction"/>, by start.</summary>
    public TableRange Functions;
    /// <summary>Bytes: records that <see cref="CellFunction.Cfi"/> points to.</summary>
    public TableRange Cfi;
    /// <summary><see cref="CellUnboxTarget"/>, by stub.</summary>
    public TableRange UnboxTargets;
    /// <summary><see cref="CellKillGap"/>, by start.</summary>
    public TableRange KillGaps;
    /// <summary>
    /// u32 cell offsets, sorted: objects of the cell (at the MethodTable pointer, as references point to them) that
    /// hold references to others. They lie in data and live as long as the cell; those on pages that are not
    /// present hold none yet but such as lead to frozen objects.
    /// </summary>
    public TableRange Roots;
    /// <summary>One <see cref="CellApp"/> if the cell is an app, else none.</summary>
    public TableRange App;
    /// <summary>Bytes.</summary>
    public TableRange Strings;
    /// <summary>
    /// How many of the first bytes of the zeroed data hold what the runtime notes of the cell's types: a word for each,
    /// which says what object stands for the type. They are what types are told apart by, and no state of the cell's.
    /// </summary>
    public uint TypeNoteBytes;
}
