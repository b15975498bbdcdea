using dnlib.DotNet.Emit;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// Where the protected regions of a method and their handlers are, and how control may pass their borders (ECMA-335
/// III.1.7.5, II.19).
/// </summary>
public sealed class Regions
{
    private readonly CilBody _body;
    private readonly Dictionary<Instruction, int> _index;
    private readonly HashSet<int> _blockStarts = [];

    /// <summary>A clause with places as numbers of instructions; ends are exclusive; no filter: -1.</summary>
    public sealed record Clause(ExceptionHandler Handler, int TryStart, int TryEnd, int FilterStart, int Start, int End)
    {
        public bool InTry(int at) => at >= TryStart && at < TryEnd;
        public bool InHandler(int at) => at >= Start && at < End;
        public bool InFilter(int at) => FilterStart >= 0 && at >= FilterStart && at < Start;
        public bool IsFinally => Handler.HandlerType is ExceptionHandlerType.Finally or ExceptionHandlerType.Fault;
    }

    public Regions(CilBody body, Dictionary<Instruction, int> index)
    {
        (_body, _index) = (body, index);
        Clauses = [.. body.ExceptionHandlers.Select(Read)];
        foreach (Instruction instruction in body.Instructions)
        {
            if (instruction.Operand is Instruction target && index.TryGetValue(target, out int at))
            {
                _blockStarts.Add(at);
            }

            foreach (Instruction one in instruction.Operand as IEnumerable<Instruction> ?? [])
            {
                _blockStarts.Add(index.GetValueOrDefault(one, -1));
            }
        }

        foreach (Clause clause in Clauses)
        {
            _blockStarts.UnionWith([clause.TryStart, clause.Start, clause.FilterStart]);
        }
    }

    public IReadOnlyList<Clause> Clauses { get; }

    public bool IsBlockStart(int at) => _blockStarts.Contains(at);

    private Clause Read(ExceptionHandler handler)
    {
        int At(Instruction? instruction, string what) => instruction is not null
            && _index.TryGetValue(instruction, out int at) ? at
            : throw new RefusedException(GuardRule.BadRegion, $"{what} at no instruction");
        int EndAt(Instruction? instruction) => instruction is null ? _body.Instructions.Count
            : At(instruction, "a region's end");
        return new Clause(handler, At(handler.TryStart, "a protected region"), EndAt(handler.TryEnd),
            handler.IsFilter ? At(handler.FilterStart, "a filter")
                : -1, At(handler.HandlerStart, "a handler"), EndAt(handler.HandlerEnd));
    }

    /// <summary>Regions nest, and none is empty.</summary>
    public void Check()
    {
        foreach (Clause clause in Clauses)
        {
            if (clause.Handler.HandlerType is not (ExceptionHandlerType.Catch or ExceptionHandlerType.Filter
                or ExceptionHandlerType.Finally or ExceptionHandlerType.Fault))
            {
                throw Bad($"a clause of kind {clause.Handler.HandlerType}");
            }

            if (clause.TryStart >= clause.TryEnd || clause.Start >= clause.End
                || (clause.FilterStart >= 0 && clause.FilterStart >= clause.Start))
            {
                throw Bad("an empty region");
            }
        }

        (int From, int To)[] ranges = Clauses.SelectMany(Ranges).Distinct().ToArray();
        foreach (((int From, int To) a, (int From, int To) b) in ranges.SelectMany(a => ranges.Select(b => (a, b))))
        {
            if (a.From < b.From && b.From < a.To && a.To < b.To)
            {
                throw Bad($"regions that overlap, at IL_{_body.Instructions[b.From].Offset:x4}");
            }
        }

        foreach ((Clause first, Clause second) in Clauses.SelectMany((c, i) => Clauses.Skip(i + 1).Select(d => (c, d))))
        {
            // The first clause that covers an instruction handles it: inner ones come first.
            bool same = first.TryStart == second.TryStart && first.TryEnd == second.TryEnd;
            if (!same && first.TryStart <= second.TryStart && second.TryEnd <= first.TryEnd)
            {
                throw Bad("an outer region before an inner one");
            }

            if (first.Start == second.Start || (first.FilterStart >= 0 && first.FilterStart == second.FilterStart))
            {
                throw Bad("two clauses with one handler");
            }
        }

        foreach (Clause clause in Clauses)
        {
            if (clause.InTry(clause.Start) || clause.InHandler(clause.TryStart) || clause.InFilter(clause.TryStart)
                || (clause.FilterStart >= 0 && clause.InTry(clause.FilterStart)))
            {
                throw Bad("a handler within its own protected region");
            }

            if (clause.FilterStart >= 0 && Clauses.Any(c => clause.InFilter(c.TryStart)))
            {
                throw Bad("a protected region within a filter");
            }
        }
    }

    private static IEnumerable<(int From, int To)> Ranges(Clause clause)
    {
        yield return (clause.TryStart, clause.TryEnd);
        yield return (clause.Start, clause.End);
        if (clause.FilterStart >= 0)
        {
            yield return (clause.FilterStart, clause.Start);
        }
    }

    private static RefusedException Bad(string what) => new(GuardRule.BadRegion, what);

    /// <summary>Handlers and filters, by their clause, that an instruction is in.</summary>
    private IEnumerable<(Clause, bool InFilter)> Handlers(int at) =>
        Clauses.Where(c => c.InHandler(at)).Select(c => (c, false))
        .Concat(Clauses.Where(c => c.InFilter(at)).Select(c => (c, true)));

    /// <summary>Control passes to the next instruction.</summary>
    public void RequireFallThrough(int from, int to) => RequireBranch(from, to, fallsThrough: true);

    /// <summary>
    /// Into a protected region only at its first instruction; out of one, and into and out of handlers, never.
    /// </summary>
    public void RequireBranch(int from, int to, bool fallsThrough = false)
    {
        foreach (Clause clause in Clauses)
        {
            if (clause.InTry(from) != clause.InTry(to) && (clause.InTry(from) || to != clause.TryStart))
            {
                throw new RefusedException(GuardRule.BadRegion,
                    $"{(fallsThrough ? "falls" : "branches")} {(clause.InTry(from) ? "out of" : "into")} a protected "
                        + $"region");
            }
        }

        if (!Handlers(from).SequenceEqual(Handlers(to)))
        {
            throw new RefusedException(GuardRule.BadRegion,
                $"{(fallsThrough ? "falls" : "branches")} into or out of a handler");
        }
    }

    /// <summary>
    /// <c>leave</c> goes out of protected regions and catch handlers, or within them, and in at a region's first
    /// instruction.
    /// </summary>
    public void RequireLeave(int from, int to)
    {
        foreach (Clause clause in Clauses)
        {
            if (clause.InTry(to) && !clause.InTry(from) && to != clause.TryStart)
            {
                throw Bad("leaves into the middle of a protected region");
            }

            if (clause.IsFinally && clause.InHandler(from) && !clause.InHandler(to))
            {
                throw Bad("leaves a finally or fault handler");
            }

            if (clause.InFilter(from) != clause.InFilter(to))
            {
                throw Bad("leaves into or out of a filter");
            }

            if (clause.InHandler(to) && !clause.InHandler(from))
            {
                throw Bad("leaves into a handler");
            }
        }
    }

    /// <summary>The method may end here.</summary>
    public void RequireOutside(int at)
    {
        if (Clauses.Any(c => c.InTry(at) || c.InHandler(at) || c.InFilter(at)))
        {
            throw Bad("returns out of a protected region or a handler");
        }
    }

    /// <summary>The innermost handler or filter that an instruction is in.</summary>
    public (Clause? Clause, bool InFilter) Innermost(int at) => Clauses
        .SelectMany(
        c => new[] { (Clause: c, InFilter: false, From: c.Start, Inside: c.InHandler(at)),
            (Clause: c, InFilter: true, From: c.FilterStart, Inside: c.InFilter(at)) })
        .Where(r => r.Inside).OrderByDescending(r => r.From).Select(r => ((Clause?)r.Clause, r.InFilter))
        .FirstOrDefault();
}
