using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus exec</c>: builds what changed, boots it, and runs lines; only their output is on stdout.
/// </summary>
public static class ExecCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        MachineArguments parsed = MachineArguments.Parse(arguments);
        if (parsed.Lines.Count == 0)
        {
            throw new BuildException("BadOption", "exec needs a line to run");
        }

        ImageBuild.Run(workspace, parsed.Build);
        using Stream output = Console.OpenStandardOutput();
        using Stream boot = Console.OpenStandardError();
        ExecResult result = ExecSession.Run(workspace, parsed.Machine, parsed.Lines, output, boot);
        if (result.Trouble is { } trouble)
        {
            Console.Error.WriteLine($"theseus: {trouble}");
        }

        return result.Status;
    }
}
