using System.Diagnostics;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Runs <c>./theseus</c> as a person does, and keeps the two streams apart.</summary>
internal static class HostCommand
{
    /// <summary>Exit status, and the bytes of standard output and standard error.</summary>
    public readonly record struct Outcome(int Status, byte[] Output, string Errors);

    /// <summary>
    /// Runs it in the tree at <paramref name="workspace"/>; fails the test where it does not end in time.
    /// </summary>
    public static Outcome Run(Workspace workspace, TimeSpan patience, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new(workspace.In("theseus"), arguments)
        {
            WorkingDirectory = workspace.Root,
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        // MSBuild and the test host tell their children about themselves: a person's shell holds none of it.
        foreach (string name in start.Environment.Keys.Where(
            k => k.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToArray())
        {
            start.Environment.Remove(name);
        }

        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        using MemoryStream output = new();
        Task copying = process.StandardOutput.BaseStream.CopyToAsync(output);
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"./theseus {string.Join(' ', arguments)} still ran after {patience.TotalSeconds:f0} s");
        }

        Assert.True(Task.WaitAll([copying, errors], TimeSpan.FromSeconds(30)),
            "a process that outlives ./theseus holds its output open");
        return new Outcome(process.ExitCode, output.ToArray(), errors.Result);
    }
}
