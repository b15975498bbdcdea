using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.KillMap;

/// <summary>
/// Finds where in a program's compiled method a task must not be killed.
/// <para>The problem: an exception that can come at any instruction leaks what was acquired in front of a <c>try</c>
/// and not handed over to it yet (<c>using</c>, <c>foreach</c>, a lock), and cuts the copy of a <c>finally</c> that the
/// compiler puts behind its <c>try</c>, outside of its range, for the usual way. Nothing in the compiler's output says
/// where these are.</para>
/// <para>The idea: code says it itself. In front of a <c>try</c>, everything from the last call on is suspect, for that
/// call is the acquisition, or holds it where it was inlined. Behind a <c>try</c>, everything is suspect that can be of
/// the <c>finally</c>: a copy calls what the funclet calls, and is about as long. Either way the search stays out of
/// loops that the <c>try</c> is not in, so no loop is closed to kills as a whole. A byte too many delays a kill by a
/// few instructions. docs/kill.md.</para>
/// </summary>
public static class KillGaps
{
    private const int CopyFactor = 2; // how much longer than its funclet a copy may be
    private const int CopySlack = 8; // and by how many instructions beside
    private const int MostBefore = 400; // instructions that are searched for a call
    private const int MostUntilNoted = 8; // instructions from a call to where a variable notes that it was made

    /// <summary>
    /// True of a method that gives something back, and is called to do so from places that are not searched (the class
    /// library's): it is a gap as a whole. The compiler of C# puts the <c>finally</c> of an iterator in one of its own.
    /// </summary>
    /// <param name="name">As people read it: type, then method.</param>
    public static bool IsRelease(string name) => name.EndsWith(".Dispose", StringComparison.Ordinal)
        || name.EndsWith(".DisposeAsync", StringComparison.Ordinal)
        || name.EndsWith(".Finalize", StringComparison.Ordinal)
        || name.Contains(".<>m__Finally", StringComparison.Ordinal);

    /// <summary>The gaps of a method, merged and by start, in bytes from the main body's first.</summary>
    public static IReadOnlyList<(uint Start, uint End)> Of(MethodCode method)
    {
        if (method.Clauses.Count == 0)
        {
            return [];
        }

        Search search = new(method);
        search.CloseHandlers();
        foreach (MethodClause clause in method.Clauses)
        {
            search.CloseBefore(clause);
        }

        search.CloseWithin();
        search.CloseBehind();
        return search.Merged();
    }

    private sealed class Search(MethodCode method)
    {
        private readonly MethodGraph _graph = new(method);
        private readonly SortedSet<(uint Start, uint End)> _closed = [];

        /// <summary>Handlers that always run, and filters, are closed as a whole.</summary>
        public void CloseHandlers()
        {
            foreach (MethodCode.Part part in method.Parts)
            {
                bool isFinally = method.Clauses.Any(c => c.IsFinally && c.Handler == part.Start);
                if (isFinally || part.Kind == CellFunctionKind.Filter)
                {
                    Close(part.Start, part.End);
                }
            }
        }

        /// <summary>What lies between the last call and the try.</summary>
        public void CloseBefore(MethodClause clause)
        {
            HashSet<uint> seen = [];
            Queue<MethodGraph.Step> pending = new(Entering(clause));
            while (pending.TryDequeue(out MethodGraph.Step? step) && seen.Count < MostBefore)
            {
                if (!seen.Add(step.Start) || clause.Protects(step.Start) || IsInLoopWithout(step.Start, clause))
                {
                    continue;
                }

                if (step.IsCall && !IsHelper(step))
                {
                    // Not yet made, it is an instruction like others; its return is what counts.
                    Close(step.Start + 1, step.End);
                    continue;
                }

                Close(step.Start, step.End);
                foreach (MethodGraph.Step before in _graph.Before(step.Start))
                {
                    pending.Enqueue(before);
                }
            }
        }

        /// <summary>
        /// Inside of a try, what lies between a call and the variable or field that tells the handler of it: a lock's
        /// <c>taken</c>, whose method has been inlined, what a call has acquired, the state of an iterator.
        /// </summary>
        public void CloseWithin()
        {
            foreach (MethodGraph.Step call in _graph.Steps.Where(
                s => s.IsCall && !IsHelper(s) && method.Clauses.Any(c => c.Protects(s.Start))))
            {
                MethodGraph.Step? step = _graph.At(call.End);
                bool isState = false;
                for (int i = 0; i < MostUntilNoted && step is { Next.Count: 1 }; i++)
                {
                    isState |= step.HasState;
                    if (step.Stores || StoresReference(step))
                    {
                        // An iterator's try begins with its note, so the call in front of that is an acquisition.
                        Close(isState ? call.Start + 1 : call.End, step.End);
                        break;
                    }

                    step = !step.IsCall && step.Next[0] == step.End ? _graph.At(step.End) : null;
                }
            }
        }

        /// <summary>What may be of the copy of a handler that always runs, or leads to a call of it.</summary>
        public void CloseBehind()
        {
            foreach (MethodGraph.Step step in _graph.Steps)
            {
                foreach (uint next in step.Next)
                {
                    MethodClause[] left = [
                        .. method.Clauses.Where(c => c.IsFinally && c.Protects(step.Start) && !c.Protects(next))];
                    if (left.Length > 0)
                    {
                        CloseBehind(left, next);
                    }
                }
            }
        }

        public IReadOnlyList<(uint Start, uint End)> Merged()
        {
            List<(uint Start, uint End)> merged = [];
            foreach ((uint start, uint end) in _closed)
            {
                if (merged.Count > 0 && start <= merged[^1].End)
                {
                    merged[^1] = (merged[^1].Start, Math.Max(end, merged[^1].End));
                }
                else
                {
                    merged.Add((start, end));
                }
            }

            return merged;
        }

        private void CloseBehind(MethodClause[] left, uint from)
        {
            HashSet<string> callees = [.. left.Select(c => $"+{c.Handler}")];
            (bool callsIndirectly, bool hasLoop, int budget) = (false, false, 0);
            foreach (MethodClause clause in left)
            {
                MethodCode.Part handler = method.Parts.First(p => p.Start == clause.Handler);
                MethodGraph.Step[] steps = [
                    .. _graph.Steps.Where(s => s.Start >= handler.Start && s.Start < handler.End)];
                callees.UnionWith(steps.Where(s => s is { IsCall: true, Callee: not null }).Select(s => s.Callee!));
                callsIndirectly |= steps.Any(s => s.IsIndirect);
                hasLoop |= _graph.Loops.Any(l => l.Head >= handler.Start && l.Head < handler.End);
                budget += (CopyFactor * steps.Length) + CopySlack;
            }

            HashSet<uint> seen = [];
            Queue<(uint At, int Distance)> pending = new([(from, 0)]);
            while (pending.TryDequeue(out (uint At, int Distance) item))
            {
                if (item.Distance >= budget || !seen.Add(item.At) || _graph.At(item.At) is not { } step
                    || EntersOther(left, item.At) || (!hasLoop && IsInLoopWithout(item.At, left[0])))
                {
                    continue;
                }

                bool isKnown = step.IsIndirect && callsIndirectly
                    || step.Callee is { } callee && callees.Contains(callee);
                if (step.IsCall && !isKnown && !IsHelper(step))
                {
                    continue;
                }

                Close(step.Start, step.End);
                foreach (uint next in step.Next)
                {
                    pending.Enqueue((next, item.Distance + 1));
                }
            }
        }

        /// <summary>True in a try that was not around what has been left, or back in what has been.</summary>
        private bool EntersOther(MethodClause[] left, uint at) =>
            method.Clauses.Any(c => c.Protects(at) && (!c.Protects(left[0].TryStart) || left.Contains(c)));

        private IEnumerable<MethodGraph.Step> Entering(MethodClause clause) => _graph.Steps.Where(
            s => clause.Protects(s.Start)).SelectMany(s => _graph.Before(s.Start))
            .Where(before => !clause.Protects(before.Start));

        private bool IsInLoopWithout(uint at, MethodClause clause) =>
            _graph.Loops.Any(l => l.Body.Contains(at) && !l.Body.Contains(clause.TryStart));

        private static bool StoresReference(MethodGraph.Step step) =>
            step is { IsIndirect: false, Callee: { } callee } && callee.Contains("AssignRef", StringComparison.Ordinal);

        /// <summary>
        /// What the compiler calls for its own ends: allocation, casts, write barriers, addresses of statics. It
        /// acquires nothing, and stands between an acquisition and its try.
        /// </summary>
        private static bool IsHelper(MethodGraph.Step step) => step is { IsIndirect: false, Callee: { } callee }
            && (callee.StartsWith("Rh", StringComparison.Ordinal)
            || callee.StartsWith("__", StringComparison.Ordinal)
            || callee.StartsWith("mem", StringComparison.Ordinal)
            || callee.Contains("ClassConstructorRunner", StringComparison.Ordinal));

        private void Close(uint start, uint end)
        {
            if (start < end)
            {
                _closed.Add((start, end));
            }
        }
    }
}
