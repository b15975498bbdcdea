using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// The first 40 bytes of a file of names, which cells can do without: readable names for people, hashes for comparing
/// two worlds. Offsets of tables count from the file's start. It is under no CRC, and a damaged one gives wrong or no
/// names.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public struct NamesHeader
{
    /// <summary>The bytes "THSNAM02".</summary>
    public const ulong ExpectedMagic = 0x3230_4D41_4E53_4854;

    public ulong Magic;
    /// <summary>That of the cells.</summary>
    public Hash128 WorldIdentity;
    /// <summary><see cref="NamesOfCell"/>: the cells that the file names.</summary>
    public TableRange Cells;
    /// <summary>Bytes: UTF-8, a zero after each name. All cells share it.</summary>
    public TableRange Text;
}
