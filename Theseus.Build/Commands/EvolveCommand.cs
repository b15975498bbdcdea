using Theseus.Build.Evolution;
using Theseus.Build.Machine.Evolving;
using Theseus.Format;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus evolve</c>: compiles the sources as they are now, and leads the machine that runs to them
/// (docs/evolution.md); or writes the package that would.
/// </summary>
public static class EvolveCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        (string? file, Hash128? from, EvolutionRequest request) = (null, null, EvolutionRequest.Apply);
        bool isWhole = false;
        for (int i = 0; i < arguments.Length; i++)
        {
            switch (arguments[i])
            {
                case "--package" when i + 1 < arguments.Length:
                    file = arguments[++i];
                    break;
                case "--from" when i + 1 < arguments.Length && BookStore.TryParse(arguments[i + 1], out Hash128 state):
                    (from, i) = (state, i + 1);
                    break;
                case "--whole":
                    isWhole = true;
                    break;
                case "--dry-run":
                    request = EvolutionRequest.DryRun;
                    break;
                case "--undo":
                    request = EvolutionRequest.Undo;
                    break;
                case "--redo":
                    request = EvolutionRequest.Redo;
                    break;
                case "--state":
                    request = EvolutionRequest.State;
                    break;
                default:
                    return Usage.BadArgument("evolve", arguments[i]);
            }
        }

        if (file is not null && request == EvolutionRequest.Apply)
        {
            return WritePackage(workspace, new EvolutionBuildOptions { From = from, IsWhole = isWhole }, file);
        }

        if (file is not null || from is not null)
        {
            throw new BuildException("BadOption", "--package and --from are for a package that is written to a file");
        }

        using MachineEvolution machine = MachineEvolution.Find(workspace);
        if (request is not (EvolutionRequest.Apply or EvolutionRequest.DryRun))
        {
            return Say(machine.Ask(request));
        }

        EvolutionAnswer answer = machine.Lead(new EvolutionBuildOptions { IsWhole = isWhole },
            isDryRun: request == EvolutionRequest.DryRun);
        return answer is { IsDone: true, IsToBeProved: true } && request == EvolutionRequest.Apply
            ? Math.Max(Say(answer), Say(machine.Prove(CancellationToken.None))) : Say(answer);
    }

    private static int WritePackage(Workspace workspace, EvolutionBuildOptions options, string file)
    {
        EvolutionResult result = EvolutionBuild.Make(workspace, options);
        foreach (string line in EvolutionText.Of(result))
        {
            Progress.Say(line);
        }

        if (!result.IsNothing)
        {
            File.WriteAllBytes(file, result.Package);
            new BookStore(workspace).Keep(result.Next);
        }

        return 0;
    }

    private static int Say(EvolutionAnswer answer)
    {
        (answer.IsDone ? Console.Out : Console.Error).WriteLine(answer.Text);
        return answer.IsDone ? 0 : 1;
    }
}
