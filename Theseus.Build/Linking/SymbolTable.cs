using System.Buffers.Binary;
using System.Text;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>Contents of <c>.symtab</c> and <c>.strtab</c>. Every symbol is global, whatever its input says.</summary>
public sealed class SymbolTable
{
    private readonly MemoryStream _symbols = new(), _strings = new();

    private SymbolTable()
    {
        _symbols.Write(new byte[Elf.SymbolBytes]);
        _strings.WriteByte(0);
    }

    public byte[] Symbols => _symbols.ToArray();
    public byte[] Strings => _strings.ToArray();

    /// <summary>Every symbol of the graph that has a place, and those of the image's tables.</summary>
    public static SymbolTable Make(LinkedImage image, IPlaces places)
    {
        SymbolTable result = new();
        bool[] isCode =
        [
            .. image.Layout.Segments.Select(s => s.IsExecutable),
            .. places.Ranges.Select(r => (r.Flags & Elf.ExecInstr) != 0),
        ];
        for (int number = 0; number < image.Graph.Inputs.Count; number++)
        {
            ElfObject elf = image.Graph.Inputs[number].Object;
            for (int i = 1; i < elf.SymbolCount; i++)
            {
                if (elf.SymbolSection[i] <= 0 || elf.SymbolName[i] == ""
                    || elf.Kind(i) is Elf.KindSection or Elf.KindFile
                    || places.Find(new SymbolRef(number, i)) is not { } place)
                {
                    continue;
                }

                int kind = elf.Kind(i) == Elf.KindNoType && !isCode[place.Range] ? Elf.KindObject : elf.Kind(i);
                result.Add(elf.SymbolName[i], kind, place.Range, place.Address, elf.SymbolSize[i] != 0
                    ? elf.SymbolSize[i] : place.Room);
            }
        }

        foreach (Table table in image.Layout.Tables)
        {
            result.Add(table.Symbol, Elf.KindObject, SegmentKind.ReadOnly - SegmentKind.Boot, table.Address,
                table.Bytes.Length);
        }

        return result;
    }

    /// <param name="range">Section headers are those of the ranges, after the empty first one.</param>
    private void Add(string name, int kind, int range, ulong address, long bytes)
    {
        Span<byte> entry = stackalloc byte[Elf.SymbolBytes];
        BinaryPrimitives.WriteUInt32LittleEndian(entry, (uint)_strings.Length);
        entry[4] = (byte)(Elf.BindGlobal << 4 | kind);
        entry[5] = 0;
        BinaryPrimitives.WriteUInt16LittleEndian(entry[6..], (ushort)(range + 1));
        BinaryPrimitives.WriteUInt64LittleEndian(entry[8..], address);
        BinaryPrimitives.WriteInt64LittleEndian(entry[16..], bytes);
        _symbols.Write(entry);
        _strings.Write(Encoding.UTF8.GetBytes(name));
        _strings.WriteByte(0);
    }
}
