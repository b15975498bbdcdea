namespace Theseus.Build.Evolution;

/// <summary>What a running system cannot be led to. All of it is found before anything is said.</summary>
internal sealed class Refusals
{
    private const int Shown = 10;

    private readonly List<(RefusalReason Reason, string Text)> _all = [];

    public void Add(RefusalReason reason, string text)
    {
        if (!_all.Contains((reason, text)))
        {
            _all.Add((reason, text));
        }
    }

    /// <summary>The id is that of the first by <see cref="RefusalReason"/>, which are in the order of how much they
    /// explain.</summary>
    /// <exception cref="BuildException">Something was refused.</exception>
    public void ThrowIfAny()
    {
        if (_all.Count == 0)
        {
            return;
        }

        (RefusalReason Reason, string Text)[] order = [.. _all.OrderBy(r => r.Reason)
            .ThenBy(r => r.Text, StringComparer.Ordinal)];
        string more = order.Length > Shown ? $"\n  and {order.Length - Shown} more" : "";
        throw new BuildException(order[0].Reason.ToString(),
            "the running system cannot be led to this world; restart the machine (./theseus run) to have it:\n  "
            + string.Join("\n  ", order.Take(Shown).Select(r => $"{r.Reason}: {r.Text}")) + more);
    }
}
