using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary><c>./theseus run</c>: builds what changed and boots it for a person, or for a picture.</summary>
public static class RunCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        MachineArguments parsed = MachineArguments.Parse(arguments);
        if (parsed.Lines.Count > 0 && parsed.Machine.Screenshot is null)
        {
            throw new BuildException("BadOption", "run takes lines only with --screenshot; ./theseus exec runs lines");
        }

        ImageBuild.Run(workspace, parsed.Build);
        return parsed.Machine.Screenshot is null
            ? InteractiveSession.Run(workspace, parsed.Machine)
            : PictureSession.Run(workspace, parsed.Machine, parsed.Lines);
    }
}
