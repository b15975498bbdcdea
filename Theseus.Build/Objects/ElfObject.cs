using System.Buffers.Binary;

namespace Theseus.Build.Objects;

/// <summary>
/// A relocatable ELF-64 object, held as parallel arrays over the file's own bytes: a world has 300,000 sections
/// and an object for each would cost more than reading them.
/// Everything that an index or an offset in the file can get wrong has been checked when <see cref="Read"/>
/// returns: whoever walks the arrays needs no checks of his own.
/// </summary>
public sealed partial class ElfObject
{
    public required string File { get; init; }
    public required byte[] Bytes { get; init; }

    public int SectionCount { get; private set; }
    public string[] SectionName { get; private set; } = [];
    public uint[] SectionType { get; private set; } = [];
    public uint[] SectionFlags { get; private set; } = [];
    /// <summary>File offset of the contents, bytes; meaningless for NOBITS.</summary>
    public int[] SectionOffset { get; private set; } = [];
    public int[] SectionSize { get; private set; } = [];
    /// <summary>A power of two, at least 1.</summary>
    public int[] SectionAlign { get; private set; } = [];
    /// <summary>For each section, the RELA section that applies to it, or 0.</summary>
    public int[] RelaOf { get; private set; } = [];
    /// <summary>For each section, the COMDAT group section that it belongs to, or 0.</summary>
    public int[] GroupOf { get; private set; } = [];
    /// <summary>For each COMDAT group section, the symbol whose name is its signature.</summary>
    public Dictionary<int, int> GroupSignature { get; } = [];

    public int SymbolCount { get; private set; }
    public string[] SymbolName { get; private set; } = [];
    /// <summary>Offset in the section; the value itself for an absolute symbol.</summary>
    public long[] SymbolValue { get; private set; } = [];
    public long[] SymbolSize { get; private set; } = [];
    /// <summary>Section index; 0 undefined; <see cref="Absolute"/>.</summary>
    public int[] SymbolSection { get; private set; } = [];
    /// <summary>Binding in the high four bits, kind in the low four.</summary>
    public byte[] SymbolInfo { get; private set; } = [];

    /// <summary>Value of <see cref="SymbolSection"/> for a symbol that is a number and no address.</summary>
    public const int Absolute = -1;

    /// <summary>Names of the symbols that are not local, defined here or wanted here.</summary>
    public IEnumerable<string> Globals(bool isDefined)
    {
        for (int i = 1; i < SymbolCount; i++)
        {
            if (Binding(i) != Elf.BindLocal && SymbolName[i] != ""
                && SymbolSection[i] != Elf.SectionUndefined == isDefined)
            {
                yield return SymbolName[i];
            }
        }
    }

    public int Binding(int symbol) => SymbolInfo[symbol] >> 4;

    public int Kind(int symbol) => SymbolInfo[symbol] & 15;

    public ReadOnlySpan<byte> Contents(int section) =>
        SectionType[section] == Elf.NoBits ? [] : Bytes.AsSpan(SectionOffset[section], SectionSize[section]);

    /// <summary>Number of relocations that apply to <paramref name="section"/>.</summary>
    public int RelocationCount(int section) => RelaOf[section] == 0 ? 0 : SectionSize[RelaOf[section]] / Elf.RelaBytes;

    /// <summary>The <paramref name="index"/>th relocation that applies to <paramref name="section"/>.</summary>
    public Relocation RelocationAt(int section, int index)
    {
        Span<byte> entry = Bytes.AsSpan(SectionOffset[RelaOf[section]] + index * Elf.RelaBytes, Elf.RelaBytes);
        ulong info = BinaryPrimitives.ReadUInt64LittleEndian(entry[8..]);
        return new Relocation(
            BinaryPrimitives.ReadInt64LittleEndian(entry),
            (RelocationType)(uint)info,
            (int)(info >> 32),
            BinaryPrimitives.ReadInt64LittleEndian(entry[16..]));
    }

    /// <summary>Name for messages: the section's own, with its index.</summary>
    public string Describe(int section) => $"{SectionName[section]}[{section}]";
}
