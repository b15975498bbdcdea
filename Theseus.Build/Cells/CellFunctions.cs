using System.Text;
using Theseus.Build.KillMap;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// The function tables of all cells, made of the same frame entries as the image's <see cref="FunctionTable"/>:
/// their labels tell a method's main body from its funclets.
/// </summary>
public sealed class CellFunctions
{
    private sealed record Function(
        LinkInput Input, FrameEntry Frame, FrameLabel? Label, uint Start, Piece Piece);

    private readonly PieceGraph _pieces;
    private readonly Func<string, bool> _isOfProgram;
    private readonly Func<string, string> _readable;
    private readonly Dictionary<Piece, List<(FrameEntry Frame, long Offset)>> _frames = [];

    /// <param name="pieces">All of the world.</param>
    /// <param name="isOfProgram">True of the mangled name of a method that a program's source says.</param>
    /// <param name="readable">From a mangled symbol to the name that people read.</param>
    public CellFunctions(PieceGraph pieces, Func<string, bool> isOfProgram, Func<string, string> readable)
    {
        (_pieces, _isOfProgram, _readable) = (pieces, isOfProgram, readable);
        for (int number = 0; number < pieces.Graph.Inputs.Count; number++)
        {
            LinkInput input = pieces.Graph.Inputs[number];
            foreach (FrameEntry frame in input.Frames)
            {
                // The code that is described, which need not be what others reach by that name (FasterForms).
                bool isOwn = FasterForms.Of(input.Object.SymbolName[frame.CodeSymbol]) is not null;
                SymbolRef definition = isOwn ? new SymbolRef(number, frame.CodeSymbol)
                    : input.Definition[frame.CodeSymbol];
                if (frame.Length == 0 || pieces.Locate(definition) is not var (piece, offset) || piece.Cell is null)
                {
                    continue;
                }

                if (!_frames.TryGetValue(piece, out List<(FrameEntry Frame, long Offset)>? frames))
                {
                    _frames.Add(piece, frames = []);
                }

                frames.Add((frame, offset + frame.CodeAddend));
            }
        }
    }

    /// <summary>
    /// Where a cell's code must not be killed although it is a program's (<see cref="KillGaps"/>), by start.
    /// </summary>
    public CellKillGap[] GapsOf(Cell cell)
    {
        List<CellKillGap> gaps = new();
        foreach (IGrouping<string, Function> method in FunctionsOf(cell)
            .Where(f => f.Label is { } label && _isOfProgram(label.Method)).GroupBy(f => f.Label!.Value.Method))
        {
            if (KillGaps.IsRelease(_readable(method.Key)))
            {
                gaps.AddRange(method.Select(f => new CellKillGap(f.Start, (uint)f.Frame.Length)));
            }
            else if (_pieces.Graph.Find(Liveness.ClausesOf + method.Key) is { } symbol
                && _pieces.Locate(symbol) is var (piece, offset)
                && ExceptionClauses.Read(_pieces.Contents(piece)[(int)offset..]) is { } clauses)
            {
                uint start = method.First(f => f.Label!.Value.Index == 0).Start;
                gaps.AddRange(KillGaps.Of(CodeOf(start, [.. method], clauses)).Select(
                    g => new CellKillGap(start + g.Start, g.End - g.Start)));
            }
        }

        return [.. gaps.OrderBy(g => g.Start)];
    }

    private MethodCode CodeOf(uint start, Function[] functions, List<MethodClause> clauses)
    {
        Piece piece = functions[0].Piece;
        uint first = start - piece.Offset;
        HashSet<uint> filters = [.. clauses.Where(c => c.Filter is not null).Select(c => c.Filter!.Value)];
        Dictionary<uint, string> targets = new();
        foreach (Reference reference in _pieces.References(piece).Where(r => (uint)r.Offset >= first))
        {
            if ((reference.Symbol ?? reference.Target?.Name) is { } name)
            {
                targets[(uint)reference.Offset - first] = name;
            }
        }

        return new MethodCode(_pieces.Contents(piece)[(int)first..].ToArray(),
            [.. functions.Select(f => new MethodCode.Part(f.Start - start, (uint)f.Frame.Length,
                f.Label!.Value.Index == 0 ? CellFunctionKind.Root
                : filters.Contains(f.Start - start) ? CellFunctionKind.Filter : CellFunctionKind.Handler))],
            clauses, targets);
    }

    private List<Function> FunctionsOf(Cell cell)
    {
        List<Function> functions = new();
        foreach (Piece piece in cell.Pieces.Where(_frames.ContainsKey))
        {
            LinkInput input = _pieces.Graph.Inputs[piece.Source.Input];
            foreach ((FrameEntry frame, long offset) in _frames[piece])
            {
                functions.Add(
                    new Function(input, frame, FrameLabel.Of(input.Object, frame),
                        checked((uint)(piece.Offset + offset)), piece));
            }
        }

        functions.Sort((a, b) => a.Start.CompareTo(b.Start));
        return functions;
    }

    /// <summary>A cell's table, its unwind records and each function's mangled name.</summary>
    /// <exception cref="LinkException"><see cref="LinkError.BadClauses"/>,
    /// <see cref="LinkError.BadUnwind"/></exception>
    public (CellFunction[] Functions, byte[] Cfi, string[] Names) Of(Cell cell)
    {
        List<Function> functions = FunctionsOf(cell);
        (Dictionary<string, int> roots, Dictionary<string, HashSet<uint>> filters) =
            (new Dictionary<string, int>(), new Dictionary<string, HashSet<uint>>());
        uint[] clauses = new uint[functions.Count];
        for (int i = 0; i < functions.Count; i++)
        {
            if (functions[i].Label is not { Index: 0, Method: var method })
            {
                continue;
            }

            roots.Add(method, i);
            if (_pieces.Graph.Find(Liveness.ClausesOf + method) is not { } symbol
                || _pieces.Locate(symbol) is not var (piece, offset))
            {
                continue;
            }

            if (piece.Cell != cell)
            {
                throw new LinkException(LinkError.BadClauses,
                    $"the clauses of {method} are in {piece.Cell?.Name}, its code in {cell.Name}");
            }

            clauses[i] = (uint)(piece.Offset + offset);
            List<uint> offsets = ExceptionClauses.FilterOffsets(_pieces.Contents(piece)[(int)offset..])
                ?? throw new LinkException(LinkError.BadClauses,
                $"{method}: {Convert.ToHexString(_pieces.Contents(piece))}");
            filters.Add(method, [.. offsets.Select(o => functions[i].Start + o)]);
        }

        (MemoryStream cfi, Dictionary<string, uint> known) = (new MemoryStream(), new Dictionary<string, uint>());
        CellFunction[] table = new CellFunction[functions.Count];
        string[] names = new string[functions.Count];
        for (int i = 0; i < table.Length; i++)
        {
            Function function = functions[i];
            (CellFunctionKind kind, int root) = (CellFunctionKind.Native, i);
            if (function.Label is { } label)
            {
                if (!roots.TryGetValue(label.Method, out root))
                {
                    throw new LinkException(LinkError.BadUnwind,
                        $"funclet {label.Index} of {label.Method} has no root function");
                }

                filters.TryGetValue(label.Method, out HashSet<uint>? ofMethod);
                if (label.Index > 0 && ofMethod is null)
                {
                    throw new LinkException(LinkError.BadClauses,
                        $"{label.Method} has funclet {label.Index} but no clauses");
                }

                kind = label.Index == 0 ? CellFunctionKind.Root
                    : ofMethod!.Contains(function.Start) ? CellFunctionKind.Filter : CellFunctionKind.Handler;
            }

            names[i] = function.Label?.Method ?? FunctionTable.NativeName(function.Input, function.Frame);
            if (i > 0 && function.Start < table[i - 1].Start + table[i - 1].Length)
            {
                throw new LinkException(LinkError.BadUnwind, $"the code of {names[i - 1]} overlaps {names[i]}");
            }

            byte[] record = FunctionTable.UnwindRecord(function.Input.Object, function.Frame);
            table[i] = new CellFunction(function.Start, (uint)function.Frame.Length, Append(record), clauses[i],
                (uint)root, kind, kind != CellFunctionKind.Native && _isOfProgram(names[i]));
        }

        return (table, cfi.ToArray(), names);

        uint Append(byte[] record)
        {
            string key = Encoding.Latin1.GetString(record);
            if (known.TryGetValue(key, out uint at))
            {
                return at;
            }

            known.Add(key, at = (uint)cfi.Length);
            cfi.Write(record);
            return at;
        }
    }
}
