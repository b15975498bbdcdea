namespace Theseus.Analyzers.Ownership;

/// <summary>One pass to a fixed point over the blocks of a method or, entered with one state, of a finally.</summary>
internal sealed class Run(int first, int last)
{
    private readonly SortedSet<int> _work = [];
    private readonly Dictionary<int, FlowState> _states = [];

    /// <summary>Joined states in which the end of a finally is reached; null while it is not.</summary>
    public FlowState? Out { get; private set; }

    public FlowState this[int ordinal] => _states[ordinal];

    public bool Contains(int ordinal) => ordinal >= first && ordinal <= last;

    /// <summary>
    /// Control may come to the block in <paramref name="state"/>: it is visited again if that is news.
    /// </summary>
    public void Reach(int ordinal, FlowState state)
    {
        if (_states.TryGetValue(ordinal, out FlowState known))
        {
            FlowState joined = known.Join(state);
            if (joined.Equals(known))
            {
                return;
            }

            state = joined;
        }

        _states[ordinal] = state;
        _work.Add(ordinal);
    }

    public int? Next()
    {
        if (_work.Count == 0)
        {
            return null;
        }

        int ordinal = _work.Min;
        _work.Remove(ordinal);
        return ordinal;
    }

    public void End(FlowState state) => Out = Out?.Join(state) ?? state;
}
