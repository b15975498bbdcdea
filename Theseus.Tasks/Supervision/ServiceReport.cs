using Theseus.Tasks.Programs;

namespace Theseus.Tasks.Supervision;

/// <summary>
/// The supervisors that there are, with their children. Nothing is kept for it: they lie in their program's instance,
/// which is looked at for that (<see cref="InstanceLook"/>).
/// </summary>
internal static class ServiceReport
{
    private const int AtATime = 16;

    /// <summary>
    /// Looks at as many as there is room for of a program's, each supervisor before its children; how many that were.
    /// </summary>
    public static int Look(int place, Span<ServiceLine> lines)
    {
        Span<ServiceLine> some = stackalloc ServiceLine[AtATime];
        int count = 0;
        int found;
        do
        {
            found = Look(place, count, some[..Math.Min(AtATime, lines.Length - count)]);
            some[..found].CopyTo(lines[count..]);
            count += found;
        }
        while (found == AtATime);

        return count;
    }

    /// <summary>As above, of what comes behind so many.</summary>
    private static int Look(int place, int skipped, Span<ServiceLine> lines)
    {
        int count = -skipped;
        using InstanceLook look = new(place);
        for (Supervised? at = look.IsThere ? Supervisor.FirstRoot : null; at is not null && count < lines.Length;
            at = Supervised.NextInTree(at, null))
        {
            if (count >= 0)
            {
                lines[count] = ServiceLine.Of(at);
            }

            count++;
        }

        return Math.Max(count, 0);
    }
}
