namespace Theseus.Build.Commands;

/// <summary><c>./theseus build</c></summary>
public static class BuildCommand
{
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        BuildOptions options = new();
        foreach (string argument in arguments)
        {
            switch (argument)
            {
                case "--fast":
                    options = options with { WithMap = false };
                    Progress.Say("fast build: leaves out the map");
                    break;
                case "--debug":
                    options = options with { WithDebugInformation = true };
                    break;
                case "--no-iso":
                    options = options with { WithIso = false };
                    break;
                default:
                    return Usage.BadArgument("build", argument);
            }
        }

        ImageBuild.Run(workspace, options);
        return 0;
    }
}
