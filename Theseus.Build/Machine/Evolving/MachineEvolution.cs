using System.Globalization;
using Theseus.Build.Evolution;
using Theseus.Format;

namespace Theseus.Build.Machine.Evolving;

/// <summary>Leads the machine that runs from a tree to what its sources are now.</summary>
public sealed class MachineEvolution : IDisposable
{
    private static readonly TimeSpan s_toListen = TimeSpan.FromSeconds(20);
    private static readonly TimeSpan s_toAnswer = TimeSpan.FromSeconds(60);

    /// <summary>What <see cref="Prove"/> says where there is nothing to do.</summary>
    public const string Agrees = "the whole world, compiled behind it, is the same";

    private readonly Workspace _workspace;
    private readonly EvolutionLine _line;
    private readonly BookStore _books;

    private MachineEvolution(Workspace workspace, EvolutionLine line) =>
        (_workspace, _line, _books) = (workspace, line, new BookStore(workspace));

    /// <summary>The package that was made last; nothing where nothing had changed.</summary>
    public byte[] LastPackage { get; private set; } = [];

    /// <summary>The machine that <c>./theseus run</c> has started in this tree.</summary>
    /// <exception cref="BuildException"><c>NoMachine</c></exception>
    public static MachineEvolution Find(Workspace workspace) => Connect(workspace, RunningMachine.Find(workspace)
        ?? throw new BuildException("NoMachine", "no machine runs in this tree: start one with ./theseus run"));

    /// <summary>A machine by its socket.</summary>
    /// <exception cref="BuildException"><c>NoMachine</c></exception>
    public static MachineEvolution Connect(Workspace workspace, string socket) =>
        new(workspace, EvolutionLine.Connect(socket, s_toListen, out _));

    /// <summary>
    /// Compiles the whole world, behind an evolution of methods that were compiled alone: it has to be the same, and
    /// where it is not, the machine is led to it.
    /// </summary>
    /// <exception cref="OperationCanceledException"></exception>
    public EvolutionAnswer Prove(CancellationToken cancellation)
    {
        try
        {
            EvolutionAnswer answer = Lead(new EvolutionBuildOptions { IsWhole = true, Cancellation = cancellation },
                isDryRun: false);
            return LastPackage.Length == 0 ? new EvolutionAnswer(true, Agrees)
                : answer with { Text = $"the whole world, compiled behind it, differs:\n{answer.Text}" };
        }
        catch (BuildException e)
        {
            return new EvolutionAnswer(false, $"the whole world, compiled behind it, is refused; 'evolve undo' leads "
                + $"back:\n{e.Message}");
        }
    }

    /// <summary>Compiles what has changed, and leads the machine to it.</summary>
    /// <param name="options">How; where from is what the machine says.</param>
    /// <param name="isDryRun">All but the last step.</param>
    /// <param name="inBrief">What changes is said in one line.</param>
    /// <exception cref="BuildException">As <see cref="EvolutionBuild.Make"/>.</exception>
    public EvolutionAnswer Lead(EvolutionBuildOptions options, bool isDryRun, bool inBrief = false)
    {
        EvolutionAnswer now = Ask(EvolutionRequest.State);
        if (!BookStore.TryParse(now["state"], out Hash128 from))
        {
            throw new BuildException("NoAnswer", $"the machine says that its state is '{now["state"]}'");
        }

        HashSet<string> kept = [.. now["kept"].Split(' ', StringSplitOptions.RemoveEmptyEntries)];
        EvolutionResult result = EvolutionBuild.Make(_workspace,
            options with { From = from, IsKept = kept.Contains });
        options.Cancellation.ThrowIfCancellationRequested();
        string[] changes = inBrief ? [EvolutionText.BriefOf(result)] : [.. EvolutionText.Of(result)];
        LastPackage = result.Package;
        if (result.IsNothing)
        {
            return new EvolutionAnswer(true, changes[0]);
        }

        EvolutionAnswer answer = isDryRun ? _line.Ask(EvolutionRequest.DryRun, result.Package, s_toAnswer)
            : Apply(result);
        return answer.IsDone ? answer with
        {
            Text = string.Join('\n', [.. changes, Taken(answer, isDryRun)]), IsToBeProved = result.IsOfMethods,
        } : answer;
    }

    private EvolutionAnswer Apply(EvolutionResult result)
    {
        bool isRefused = false;
        try
        {
            EvolutionAnswer answer = _line.Ask(EvolutionRequest.Apply, result.Package, s_toAnswer);
            isRefused = !answer.IsDone;
            return answer;
        }
        finally
        {
            if (!isRefused)
            {
                _books.Keep(result.Next); // also without an answer: the machine may be in the new state
            }
        }
    }

    /// <summary>Asks for something that needs no package.</summary>
    public EvolutionAnswer Ask(EvolutionRequest request) => _line.Ask(request, [], s_toAnswer);

    /// <summary>Shows a text on the machine's console.</summary>
    public void Tell(string text) =>
        _line.Ask(EvolutionRequest.Tell, System.Text.Encoding.UTF8.GetBytes(text), s_toAnswer);

    public void Dispose() => _line.Dispose();

    private static string Taken(EvolutionAnswer answer, bool isDryRun) => isDryRun
        ? "  the machine could take it, and is as it was"
        : $"  in force: {answer["pages"]} {(answer["pages"] == "1" ? "page" : "pages")} in memory exchanged, "
            + "nothing else ran for "
            + $"{Number(answer["pause"])} ticks of {Number(answer["all"])}";

    private static string Number(string digits) =>
        ulong.TryParse(digits, CultureInfo.InvariantCulture, out ulong number)
            ? number.ToString("N0", CultureInfo.InvariantCulture) : digits;
}
