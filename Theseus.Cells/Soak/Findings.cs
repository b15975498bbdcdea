namespace Theseus.Cells.Soak;

/// <summary>Counts what was checked and tells, for the first few, what was wrong.</summary>
internal sealed class Findings
{
    private const int MostTold = 20;

    /// <summary>How many checks were made.</summary>
    public long Checks { get; private set; }

    /// <summary>How many of them failed.</summary>
    public long Failures { get; private set; }

    /// <summary>Takes down a check and whether it held.</summary>
    public void Check(bool held, string what)
    {
        Checks++;
        if (held)
        {
            return;
        }

        Failures++;
        if (Failures <= MostTold)
        {
            Console.WriteLine($"FAIL {what}");
        }
    }
}
