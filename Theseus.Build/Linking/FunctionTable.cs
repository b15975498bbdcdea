using System.Text;
using Theseus.Build.Objects;

namespace Theseus.Build.Linking;

/// <summary>
/// The image's table of functions: for each stretch of code that has unwind information, where it is, how to
/// unwind it, its exception clauses and its name. Rebuilt from the frame entries and their labels, because the
/// data behind the labels cannot be used (see <see cref="FrameLabel"/>).
/// </summary>
public sealed class FunctionTable
{
    /// <summary>Bytes of an entry: start, length, cfi, ehInfo, root and kind, 32 bits each.</summary>
    public const int EntryBytes = 20;

    private const uint Root = 0, Handler = 1, FilterFunclet = 2, Native = 3;
    private const int KindShift = 30;

    private readonly LinkGraph _graph;
    private readonly List<Function> _functions = [];
    private readonly MemoryStream _cfi = new();
    private readonly Dictionary<string, uint> _cfiOffsets = [];

    private sealed record Function(int Input, FrameEntry Frame, FrameLabel? Label, uint Cfi)
    {
        public ulong Start { get; set; }
        public int Name { get; set; }
    }

    private FunctionTable(LinkGraph graph) => _graph = graph;

    public Table Functions { get; } = new("theseus_functions", 8);
    public Table Cfi { get; } = new("theseus_cfi", 8);
    /// <summary>First word of <see cref="NameFile"/>: "THSNAM01".</summary>
    public const ulong NameFileMagic = FunctionNames.Magic;

    private byte[] _names = [];

    public int Count => _functions.Count;

    /// <summary>Takes up the frame entries of all live code. Sizes are fixed from here on.</summary>
    public static FunctionTable Collect(LinkGraph graph, Func<string, string> readableName)
    {
        var table = new FunctionTable(graph);
        for (var i = 0; i < graph.Inputs.Count; i++)
            table.CollectInput(i);
        table.CollectNames(readableName);
        table.Functions.Bytes = new byte[table.Count * EntryBytes];
        table.Cfi.Bytes = table._cfi.ToArray();
        return table;
    }

    private void CollectInput(int number)
    {
        var input = _graph.Inputs[number];
        foreach (var frame in input.Frames)
        {
            var section = input.Object.SymbolSection[frame.CodeSymbol];
            if (section <= 0 || !input.Live[section] || frame.Length == 0)
                continue;
            if (!Layout.IsBoot(input.Object.SectionName[section]))
                _functions.Add(new Function(number, frame, FrameLabel.Of(input.Object, frame), CfiRecord(input.Object, frame)));
            else if (input.IsManaged)
                throw new LinkException(LinkError.ManagedBootCode, input.NameOf(section));
        }
    }

    /// <summary>codeAlign u8, dataAlign s8, length u16, instructions of the common and of this entry.</summary>
    public static byte[] UnwindRecord(ElfObject elf, FrameEntry frame)
    {
        var common = frame.Common;
        var length = common.InstructionBytes + frame.InstructionBytes;
        if (common.CodeAlign is < 1 or > 255 || common.DataAlign is < -128 or > 127 || length > ushort.MaxValue)
        {
            throw new LinkException(LinkError.BadUnwind, $"{elf.SymbolName[frame.CodeSymbol]}: code align {common.CodeAlign}, "
                + $"data align {common.DataAlign}, {length} bytes of instructions");
        }
        var record = new byte[4 + length];
        record[0] = (byte)common.CodeAlign;
        record[1] = (byte)common.DataAlign;
        record[2] = (byte)length;
        record[3] = (byte)(length >> 8);
        elf.Bytes.AsSpan(common.Instructions, common.InstructionBytes).CopyTo(record.AsSpan(4));
        elf.Bytes.AsSpan(frame.Instructions, frame.InstructionBytes).CopyTo(record.AsSpan(4 + common.InstructionBytes));
        return record;
    }

    private uint CfiRecord(ElfObject elf, FrameEntry frame)
    {
        var record = UnwindRecord(elf, frame);
        var key = Encoding.Latin1.GetString(record);
        if (!_cfiOffsets.TryGetValue(key, out var offset))
        {
            _cfiOffsets.Add(key, offset = (uint)_cfi.Length);
            _cfi.Write(record);
        }
        return offset;
    }

    private void CollectNames(Func<string, string> readableName)
    {
        var text = new NameText();
        var offsets = new Dictionary<string, uint>();
        foreach (var function in _functions)
        {
            var mangled = function.Label?.Method ?? NativeName(function);
            if (!offsets.TryGetValue(mangled, out var offset))
                offsets.Add(mangled, offset = text.Add(readableName(mangled)));
            function.Name = (int)offset;
        }
        _names = text.Bytes();
    }

    /// <summary>As <see cref="FunctionNames.File"/>.</summary>
    public byte[] NameFile() => FunctionNames.File([.. _functions.Select(f => (uint)f.Name)], _names);

    /// <summary>Assembler gives frames by section and offset: look for the symbol at that place.</summary>
    public static string NativeName(LinkInput input, FrameEntry frame)
    {
        var elf = input.Object;
        var symbol = frame.CodeSymbol;
        var offset = frame.CodeAddend + elf.SymbolValue[symbol];
        var best = "";
        for (var i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.SymbolSection[i] == elf.SymbolSection[symbol] && elf.SymbolValue[i] == offset && elf.SymbolName[i] != ""
                && (best == "" || elf.Binding(i) != Elf.BindLocal))
            {
                best = elf.SymbolName[i];
            }
        }
        return best != "" ? best : input.NameOf(elf.SymbolSection[symbol]);
    }

    private string NativeName(Function function) => NativeName(_graph.Inputs[function.Input], function.Frame);

    /// <summary>Sorts by address and writes the entries.</summary>
    /// <exception cref="LinkException"><see cref="LinkError.BadClauses"/>, <see cref="LinkError.BadUnwind"/></exception>
    public void Write(Layout layout)
    {
        foreach (var function in _functions)
        {
            var definition = _graph.Inputs[function.Input].Definition[function.Frame.CodeSymbol];
            function.Start = layout.AddressOf(definition) + (ulong)function.Frame.CodeAddend;
        }
        _functions.Sort((a, b) => a.Start.CompareTo(b.Start));

        var roots = new Dictionary<string, int>();
        var filters = new Dictionary<string, HashSet<ulong>>();
        for (var i = 0; i < Count; i++)
        {
            if (_functions[i].Label is { Index: 0 } label)
            {
                roots.Add(label.Method, i);
                if (_graph.Find(Liveness.ClausesOf + label.Method) is { } clauses)
                    filters.Add(label.Method, Filters(label.Method, clauses, _functions[i].Start));
            }
        }
        for (var i = 0; i < Count; i++)
            WriteEntry(i, layout, roots, filters);
    }

    private HashSet<ulong> Filters(string method, SymbolRef clauses, ulong start)
    {
        var input = _graph.Inputs[clauses.Input];
        var section = input.Object.SymbolSection[clauses.Symbol];
        var bytes = input.Object.Contents(section)[(int)input.Object.SymbolValue[clauses.Symbol]..];
        var offsets = ExceptionClauses.FilterOffsets(bytes)
            ?? throw new LinkException(LinkError.BadClauses, $"{method}: {Convert.ToHexString(bytes)}");
        return [.. offsets.Select(o => start + o)];
    }

    private void WriteEntry(int index, Layout layout, Dictionary<string, int> roots, Dictionary<string, HashSet<ulong>> filters)
    {
        var function = _functions[index];
        var (kind, root, clauses) = (Native, index, 0u);
        if (function.Label is { } label)
        {
            if (!roots.TryGetValue(label.Method, out root))
                throw new LinkException(LinkError.BadUnwind, $"funclet {label.Index} of {label.Method} has no root function");
            filters.TryGetValue(label.Method, out var methodFilters);
            kind = label.Index == 0 ? Root : methodFilters?.Contains(function.Start) == true ? FilterFunclet : Handler;
            if (label.Index == 0 && _graph.Find(Liveness.ClausesOf + label.Method) is { } symbol)
                clauses = layout.OffsetOf(layout.AddressOf(symbol));
            else if (label.Index > 0 && methodFilters is null)
                throw new LinkException(LinkError.BadClauses, $"{label.Method} has funclet {label.Index} but no clauses");
        }
        if (index + 1 < Count && function.Start + (ulong)function.Frame.Length > _functions[index + 1].Start)
            throw new LinkException(LinkError.BadUnwind, $"the code of {NameAt(index)} overlaps {NameAt(index + 1)}");

        var at = index * EntryBytes;
        Functions.Put32(at, layout.OffsetOf(function.Start));
        Functions.Put32(at + 4, (uint)function.Frame.Length);
        Functions.Put32(at + 8, function.Cfi);
        Functions.Put32(at + 12, clauses);
        Functions.Put32(at + 16, (uint)root | kind << KindShift);
    }

    private string NameAt(int index) => _functions[index].Label?.Method ?? NativeName(_functions[index]);
}
