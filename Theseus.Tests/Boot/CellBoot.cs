using System.Globalization;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// One boot for the tests of cells, apart from the shared one: what is loaded when a line runs depends on the lines
/// before it.
/// </summary>
public sealed partial class CellBoot
{
    /// <summary>What came before the loop and after it is compared by the same program that other lines run.</summary>
    public const string Loop = "cellcheck loop 200";

    private static readonly string[] s_script =
    [
        "cells", "hello", "cells", "hello", "cells", "unload hello", "cells", "hello", "unload hello",
        "unload echo", "unload nosuchcell", "unload nano-core", "unload System.Private.CoreLib", "unload System.Linq",
            "unload unload",
        "cellcheck count", "cellcheck count", "unload cellcheck", "cellcheck count",
        "cellcheck hold object", "unload cellcheck", "cellcheck hold delegate", "unload cellcheck",
        "cellcheck wait &", "cellcheck wait &", "top -n 1", "unload cellcheck", "kill %1", "kill %2",
        "unload cellcheck",
        "cellcheck calls", "unload cellcheck", "cellcheck calls", "cellcheck throw", "cellcheck throw out",
        // Stacks are searched word by word: a reference that was left there is gone when other code has run on it.
        "gc", "unload cellcheck", "load cellcheck", "load CellCheck", "load nosuchcell", "unload cellcheck",
        "deps hello", "load hello", "deps hello", "deps System.Console", "deps Hello System.Console", "deps nosuchcell",
        "symbol nosuchsymbol", "where 0", "where nonsense",
        Loop, "cells -a", "mem check", "pages",
    ];

    private readonly Lazy<ExecResult> _result = new(
        () => SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(4) }, s_script));

    /// <summary>A row of the table that <c>cells</c> prints.</summary>
    public readonly record struct Row(string State, int Sections, int AllSections, int KiB, int AllKiB);

    /// <summary>Output and status of the line that is the given one for the n-th time, counted from 0.</summary>
    public (string Output, int Status) Line(string line, int occurrence = 0)
    {
        SharedBoot.AssertNoTrouble(_result.Value);
        int at = -1;
        for (int left = occurrence; left >= 0; left--)
        {
            at = Array.IndexOf(s_script, line, at + 1);
        }

        return _result.Value.Lines[at];
    }

    /// <summary>What the n-th <c>cells</c> shows, by name.</summary>
    public Dictionary<string, Row> Cells(int occurrence, string line = "cells") =>
        CellRow().Matches(Line(line, occurrence).Output).ToDictionary(
            m => m.Groups[1].Value,
            m => new Row(m.Groups[2].Value, Number(m.Groups[3]), Number(m.Groups[4]), Number(m.Groups[5]),
                Number(m.Groups[6])));

    /// <summary>Pages loaded from the start to the n-th <c>cells</c>.</summary>
    public int Loads(int occurrence) => Number(LoadsText().Match(Line("cells", occurrence).Output).Groups[1]);

    private static int Number(Group group) => int.Parse(group.Value, CultureInfo.InvariantCulture);

    [GeneratedRegex(@"^  (\S+) +(resident|open|placed) +(\d+) of (\d+) +(\d+) of (\d+)", RegexOptions.Multiline)]
    private static partial Regex CellRow();

    [GeneratedRegex(@" are loaded, in (\d+) loads; ")]
    private static partial Regex LoadsText();
}
