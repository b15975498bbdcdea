using System.Diagnostics;
using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus packages [NAME...]</c>: programs that use well-known packages, compiled as cells of worlds of their
/// own, a folder of programs each, and run there and by <c>dotnet</c> on this host: both must print and return the
/// same. NAME is a folder or a program. The last line is the sum. Not a part of the tests: a world with packages takes
/// the compiler a minute or more.
/// </summary>
public static class PackagesCommand
{
    private static readonly TimeSpan s_timeout = TimeSpan.FromMinutes(10);

    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        string[] names = arguments.ToArray();
        PackageProgram[] programs = PackageProgram.All(workspace)
            .Where(p => names.Length == 0 || names.Contains(p.Name) || names.Contains(p.World)).ToArray();
        if (programs.Length == 0)
        {
            throw new BuildException("BadOption",
                $"no package program or folder {string.Join(' ', names)} in {PackageProgram.Folder}");
        }

        (int passed, int failed) = (0, 0);
        foreach (IGrouping<string, PackageProgram> world in programs.GroupBy(p => p.World))
        {
            PackageProgram[] cells = [.. world];
            string?[] results = Run(workspace, world.Key, cells);
            foreach ((PackageProgram program, string? trouble) in cells.Zip(results))
            {
                Console.WriteLine(
                    $"{program.Name,-20} {string.Join(", ", program.Packages),-40} {trouble ?? "as dotnet"}");
                _ = trouble is null ? passed++ : failed++;
            }
        }

        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <returns>For each program what was wrong, or null.</returns>
    private static string?[] Run(Workspace workspace, string world, PackageProgram[] programs)
    {
        Workspace tree = new(workspace.In("out", "packages", world));
        PackageTree.Make(workspace, tree, programs);
        try
        {
            ImageBuild.Run(tree, new BuildOptions { WithMap = false });
        }
        catch (BuildException e)
        {
            Console.Error.WriteLine($"theseus: {e.Message}");
            return [.. programs.Select(_ => $"does not build: {e.Id}")];
        }

        using Stream boot = Console.OpenStandardError();
        ExecResult result = ExecSession.Run(tree, new MachineOptions { MemoryMiB = 512, Timeout = s_timeout },
            programs.Select(p => p.Name), Stream.Null, boot);
        return [.. programs.Select((p, i) => i < result.Lines.Count ? Compare(tree, p, result.Lines[i])
            : result.Trouble ?? "did not run")];
    }

    private static string? Compare(Workspace tree, PackageProgram program, (string Output, int Status) here)
    {
        ProcessStartInfo start = new("dotnet", [PackageTree.AssemblyOf(tree, program)])
            { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        errors.Wait();
        process.WaitForExit();
        if (process.ExitCode == here.Status && output == here.Output)
        {
            return null;
        }

        string name = tree.Temporary($"{program.Name}.");
        File.WriteAllText(name + "dotnet", $"{output}[status {process.ExitCode}]\n");
        File.WriteAllText(name + "theseus", $"{here.Output}[status {here.Status}]\n");
        return $"differs: compare {Path.GetRelativePath(tree.Root, name)}dotnet and .theseus in {tree.Root}";
    }
}
