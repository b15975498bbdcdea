using Theseus.Build;
using Theseus.Build.Commands;

try
{
    Workspace workspace = Workspace.Find();
    return args is [var verb, .. var rest] ? verb switch
    {
        "run" => RunCommand.Run(workspace, rest),
        "exec" => ExecCommand.Run(workspace, rest),
        "build" => BuildCommand.Run(workspace, rest),
        "cell" => CellCommand.Run(rest),
        "fuzz" => FuzzCommand.Run(workspace, rest),
        "inject" => InjectCommand.Run(workspace, rest),
        "evolve" => EvolveCommand.Run(workspace, rest),
        "test" => TestCommand.Run(workspace, rest),
        "guard" => GuardCommand.Run(workspace, rest),
        "unsafe" => UnsafeCommand.Run(workspace, rest),
        "bench" => BenchCommand.Run(workspace, rest),
        "packages" => PackagesCommand.Run(workspace, rest),
        "help" or "--help" or "-h" => Usage.Help(),
        _ => Usage.Unknown(verb),
    } : Usage.Show();
}
catch (BuildException e)
{
    Console.Error.WriteLine($"theseus: {e.Message}");
    return 1;
}
