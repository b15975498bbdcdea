using Theseus.Build.Evolution;
using Theseus.Format;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus evolve</c>: compiles the sources as they are now, and makes the package that leads a system which runs
/// to them.
/// </summary>
public static class EvolveCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        (string? file, Hash128? from) = (null, null);
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
                default:
                    return Usage.BadArgument("evolve", arguments[i]);
            }
        }

        if (file is null)
        {
            return Usage.Show();
        }

        EvolutionResult result = EvolutionBuild.Make(workspace, from);
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
}
