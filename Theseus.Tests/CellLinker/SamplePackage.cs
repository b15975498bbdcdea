using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using Theseus.CellLinker;
using Theseus.Format;

namespace Theseus.Tests.CellLinker;

/// <summary>
/// Makes evolutions by hand, for the cells of the last build: each change of a function brings a body of code that is
/// nothing but a number, in a cell of its own for each cell that is changed.
/// </summary>
internal sealed class SamplePackage
{
    private const int FunctionBytes = 32;

    private readonly SortedDictionary<string, List<(uint Home, byte Body)>> _changes = new(StringComparer.Ordinal);
    private readonly MemoryStream _file = new();
    private readonly MemoryStream _strings = new();

    /// <summary>The world; that of the boot where nothing else is said.</summary>
    public Hash128 World { get; init; } = CellTable.World;

    /// <summary>The state that it leads from; the one of now where nothing else is said.</summary>
    public Hash128 From { get; init; } = EvolutionHistory.State;

    /// <summary>Its number.</summary>
    public uint Generation { get; init; } = EvolutionHistory.Generation + 1;

    /// <summary>A cell that the ones that it brings say that they import from.</summary>
    public string ImportsFrom { get; init; } = "nano-core";

    /// <summary>Changes a function to code that is all one byte; 0: to what is at its home.</summary>
    public SamplePackage With(string cell, uint home, byte body)
    {
        if (!_changes.TryGetValue(cell, out List<(uint, byte)>? changes))
        {
            _changes.Add(cell, changes = []);
        }

        changes.Add((home, body));
        return this;
    }

    /// <summary>The package.</summary>
    public byte[] Make()
    {
        _file.Write(new byte[EvolutionHeader.Bytes]);
        List<EvolutionCell> cells = [];
        List<EvolutionChange> changes = [];
        foreach ((string name, List<(uint Home, byte Body)> ofCell) in _changes)
        {
            uint home = (uint)cells.Count;
            cells.Add(new EvolutionCell(Text(name), 0, 0));
            byte[] bodies = [.. ofCell.Select(c => c.Body).Where(b => b != 0)];
            if (bodies.Length != 0)
            {
                string brought = $"{name}~{Generation}";
                byte[] file = CellFile(brought, bodies);
                Pad();
                cells.Add(new EvolutionCell(Text(brought), (uint)_file.Length, (uint)file.Length));
                _file.Write(file);
            }

            uint at = 0;
            foreach ((uint offset, byte body) in ofCell)
            {
                changes.Add(new EvolutionChange(home, offset, body == 0 ? EvolutionChange.AtHome : home + 1,
                    body == 0 ? 0 : at));
                at += body == 0 ? 0u : FunctionBytes;
            }
        }

        EvolutionHeader header = new()
        {
            Magic = EvolutionHeader.ExpectedMagic, FormatVersion = EvolutionHeader.CurrentVersion,
            HeaderBytes = EvolutionHeader.Bytes, World = World, From = From, Target = From, Generation = Generation,
            Cells = Write([.. cells]), Changes = Write([.. changes.OrderBy(c => (c.Home, c.HomeOffset))]),
            Strings = Write(_strings.ToArray()),
        };
        Pad();
        header.FileBytes = (ulong)_file.Length;
        byte[] bytes = _file.ToArray();
        header.BodyCrc = Crc32C.Of(bytes.AsSpan(EvolutionHeader.Bytes));
        byte[] hash = SHA256.HashData([.. MemoryMarshal.AsBytes([header.From]), .. bytes]);
        header.To = MemoryMarshal.Read<Hash128>(hash);
        MemoryMarshal.Write(bytes, in header);
        header.HeaderCrc = EvolutionValidator.HeaderCrc(bytes);
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }

    /// <summary>One page of code; each function has an unwind record without instructions.</summary>
    private byte[] CellFile(string name, byte[] bodies)
    {
        MemoryStream file = new();
        file.Write(new byte[CellHeader.Bytes]);
        byte[] page = new byte[CellHeader.PageBytes];
        page.AsSpan().Fill(0xCC);
        for (int i = 0; i < bodies.Length; i++)
        {
            page.AsSpan(i * FunctionBytes, FunctionBytes).Fill(bodies[i]);
        }

        uint text = (uint)(bodies.Length * FunctionBytes);
        byte[] strings = Encoding.UTF8.GetBytes(name + ImportsFrom);
        CellHeader header = new()
        {
            Magic = CellHeader.ExpectedMagic, FormatVersion = CellHeader.CurrentVersion, HeaderBytes = CellHeader.Bytes,
            WorldIdentity = World, ContentHash = new Hash128(bodies[0], (ulong)bodies.Length),
            Flags = CellHeader.ByPlace, MemoryBytes = CellHeader.PageBytes,
            Name = new TextRange(0, (uint)name.Length),
        };
        CellSegment[] segments = new CellSegment[4];
        for (int i = 0; i < segments.Length; i++)
        {
            segments[i].Kind = (CellSegmentKind)i;
            segments[i].Offset = i == 0 ? 0u : CellHeader.PageBytes;
        }

        segments[0].MemoryBytes = text;
        segments[0].FileBytes = CellHeader.PageBytes;
        segments[0].FileOffset = CellHeader.PageBytes;
        header.Segments = Write(file, segments);
        header.Sections = Write(file, [new CellSection(0, text, 4)]);
        header.Dependencies = Write(
            file, [new CellDependency(new TextRange((uint)name.Length, (uint)ImportsFrom.Length), 0)]);
        header.PageRelocations = Write(file, new uint[2]);
        header.PageCrcs = Write(file, [Crc32C.Of(page)]);
        header.Functions = Write(file, [.. bodies.Select((_, i) => new CellFunction(
            (uint)(i * FunctionBytes), FunctionBytes, 0, 0, (uint)i, CellFunctionKind.Root))]);
        header.Cfi = Write(file, new byte[CellFunction.CfiHeaderBytes]);
        header.Strings = Write(file, strings);
        file.Write(new byte[CellHeader.PageBytes - (int)file.Length]);
        file.Write(page);
        header.FileBytes = (ulong)file.Length;
        byte[] bytes = file.ToArray();
        header.TablesCrc = Crc32C.Of(bytes.AsSpan(CellHeader.Bytes..CellHeader.PageBytes));
        MemoryMarshal.Write(bytes, in header);
        header.HeaderCrc = CellValidator.HeaderCrc(bytes);
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }

    private TextRange Text(string text)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(text);
        TextRange range = new((uint)_strings.Length, (uint)bytes.Length);
        _strings.Write(bytes);
        return range;
    }

    private void Pad() => _file.Write(new byte[(int)(-_file.Length & 7)]);

    private TableRange Write<T>(T[] entries)
        where T : unmanaged => Write(_file, entries);

    private static TableRange Write<T>(MemoryStream file, T[] entries)
        where T : unmanaged
    {
        if (entries.Length == 0)
        {
            return default;
        }

        file.Write(new byte[(int)(-file.Length & 7)]);
        TableRange range = new((uint)file.Length, (uint)entries.Length);
        file.Write(MemoryMarshal.AsBytes(entries.AsSpan()));
        return range;
    }
}
