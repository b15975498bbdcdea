using System.Diagnostics;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Cells;

/// <summary>
/// Runs an app cell on the host, as <c>dotnet run</c> does: the same source under .NET's own runtime.
/// </summary>
internal static class HostCell
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(3);

    /// <summary>Runs the cell in the folder <paramref name="name"/> and gives what it printed and its status.</summary>
    public static (string Output, string Errors, int Status) Run(string name, params IEnumerable<string> arguments)
    {
        ProcessStartInfo start = new("dotnet", [Built(name), .. arguments])
        {
            RedirectStandardInput = true,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        using Process process = Process.Start(start)!;
        process.StandardInput.Close();
        Task<string> output = process.StandardOutput.ReadToEndAsync();
        Task<string> errors = process.StandardError.ReadToEndAsync();
        if (!process.WaitForExit(s_patience))
        {
            process.Kill(entireProcessTree: true);
            Assert.Fail($"{name} still ran after {s_patience}");
        }

        return (output.Result, errors.Result, process.ExitCode);
    }

    /// <summary>What the build of the whole solution made of the cell.</summary>
    private static string Built(string name)
    {
        string program = Workspace.Find().In("Theseus.Cells", name, "bin", "Release", "net10.0", $"{name}.dll");
        Assert.True(File.Exists(program),
            $"{program} is not there: ./theseus test and dotnet build -c Release make it first");
        return program;
    }
}
