using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>The arguments of <c>run</c> and <c>exec</c>: options of the machine, then lines for the prompt.</summary>
public sealed record MachineArguments(MachineOptions Machine, BuildOptions Build, IReadOnlyList<string> Lines)
{
    /// <exception cref="BuildException"><c>BadOption</c></exception>
    public static MachineArguments Parse(ReadOnlySpan<string> arguments)
    {
        (MachineOptions machine, BuildOptions build, List<string> lines) =
            (new MachineOptions(), new BuildOptions(), new List<string>());
        while (!arguments.IsEmpty)
        {
            if (machine.Take(ref arguments) is { } next)
            {
                machine = next;
                continue;
            }

            switch (arguments[0])
            {
                case "--fast":
                    build = build with { WithMap = false };
                    break;
                case "--debug":
                    build = build with { WithDebugInformation = true };
                    break;
                case ['-', '-', ..]:
                    throw new BuildException("BadOption", $"no option {arguments[0]}");
                default:
                    lines.AddRange(Commands.Lines.Split(arguments[0]));
                    break;
            }

            arguments = arguments[1..];
        }

        return new MachineArguments(machine, build, lines);
    }
}
