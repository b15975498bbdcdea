using System.Diagnostics;
using Theseus.Build.Machine;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus packages [NAME...]</c>: programs that use well-known packages, compiled as cells of worlds of their own, a folder of
/// programs each, and run there and by <c>dotnet</c> on this host: both must print and return the same. NAME is a folder or a program.
/// The last line is the sum. Not a part of the tests: a world with packages takes the compiler a minute or more.
/// </summary>
public static class PackagesCommand
{
    private static readonly TimeSpan Timeout = TimeSpan.FromMinutes(10);

    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        var names = arguments.ToArray();
        var programs = PackageProgram.All(workspace)
            .Where(p => names.Length == 0 || names.Contains(p.Name) || names.Contains(p.World)).ToArray();
        if (programs.Length == 0)
            throw new BuildException("BadOption", $"no package program or folder {string.Join(' ', names)} in {PackageProgram.Folder}");
        var (passed, failed) = (0, 0);
        foreach (var world in programs.GroupBy(p => p.World))
        {
            PackageProgram[] cells = [.. world];
            var results = Run(workspace, world.Key, cells);
            foreach (var (program, trouble) in cells.Zip(results))
            {
                Console.WriteLine($"{program.Name,-20} {string.Join(", ", program.Packages),-40} {trouble ?? "as dotnet"}");
                _ = trouble is null ? passed++ : failed++;
            }
        }
        Console.WriteLine($"{passed} passed, {failed} failed");
        return failed == 0 ? 0 : 1;
    }

    /// <returns>For each program what was wrong, or null.</returns>
    private static string?[] Run(Workspace workspace, string world, PackageProgram[] programs)
    {
        var tree = new Workspace(workspace.In("out", "packages", world));
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
        using var boot = Console.OpenStandardError();
        var result = ExecSession.Run(tree, new MachineOptions { MemoryMiB = 512, Timeout = Timeout }, programs.Select(p => p.Name), Stream.Null, boot);
        return [.. programs.Select((p, i) => i < result.Lines.Count ? Compare(tree, p, result.Lines[i]) : result.Trouble ?? "did not run")];
    }

    private static string? Compare(Workspace tree, PackageProgram program, (string Output, int Status) here)
    {
        var start = new ProcessStartInfo("dotnet", [PackageTree.AssemblyOf(tree, program)])
            { RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true };
        using var process = Process.Start(start)!;
        process.StandardInput.Close();
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        errors.Wait();
        process.WaitForExit();
        if (process.ExitCode == here.Status && output == here.Output)
            return null;
        var name = tree.Temporary($"{program.Name}.");
        File.WriteAllText(name + "dotnet", $"{output}[status {process.ExitCode}]\n");
        File.WriteAllText(name + "theseus", $"{here.Output}[status {here.Status}]\n");
        return $"differs: compare {Path.GetRelativePath(tree.Root, name)}dotnet and .theseus in {tree.Root}";
    }
}
