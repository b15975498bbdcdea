using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Supervision;

namespace Shell;

/// <summary>
/// A program that the shell begins anew where it ends with another status than 0: with an instance of all state that is
/// new, so that nothing wrong in the former one's memory is in it. It is looked at before each line, as all jobs are;
/// one that fails too often is given up.
/// </summary>
internal sealed class KeptProgram(CellNumber app, string[] arguments)
{
    private const int MostRestarts = 5;
    private const int WithinMs = 60_000;

    private readonly RestartWindow _window = new(MostRestarts, WithinMs);

    /// <summary>As it was typed, without the command.</summary>
    public string Line { get; } = string.Join(' ', [Apps.NameOf(app), .. arguments]);

    /// <summary>The command 'keep'.</summary>
    public static int Run(string[] words)
    {
        if (words is not [var name, ..])
        {
            return Commands.Usage("keep LINE");
        }

        if (Of(words) is { } kept)
        {
            return Jobs.Keep(kept);
        }

        Console.Error.WriteLine($"keep: {name}: {Apps.WhyRefused(name) ?? "no program has that name"}");
        return Commands.UnknownCommand;
    }

    /// <summary>That of a line's words; null where no program has that name.</summary>
    public static KeptProgram? Of(IReadOnlyList<string> words)
    {
        CellNumber app = words is [var name, ..] && name != "shell" ? Apps.Find(name) : CellNumber.None;
        return app.IsNone ? null : new KeptProgram(app, [.. words.Skip(1)]);
    }

    /// <summary>Begins it; its place in the table of programs, 0 if there is no memory, which is said.</summary>
    public int Begin() => ProgramRunner.Start(app, arguments, atKeyboard: false);

    /// <summary>Begins it anew; 0 also where that would be once too often.</summary>
    public int BeginAnew() => _window.TryAdd() ? Begin() : 0;
}
