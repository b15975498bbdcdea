using Theseus.Build;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// One boot of the system for many tests: it runs <see cref="Script"/> once, and each test looks at the output of
/// its own lines. A test that needs a machine of its own calls <see cref="Exec"/>.
/// </summary>
public sealed class SharedBoot
{
    /// <summary>Every line that a test of the shared boot asks about.</summary>
    public static readonly string[] Script =
    [
        "hello",
        "hello a  'b c'",
        "echo one two",
        "nonsense",
        "gc",
        "echo still here",
    ];

    private readonly Lazy<ExecResult> _result = new(() => Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(5) }, Script));

    /// <summary>What <paramref name="line"/> printed, and its status.</summary>
    public (string Output, int Status) Line(string line)
    {
        var at = Array.IndexOf(Script, line);
        Assert.True(at >= 0, $"'{line}' is not in the shared script");
        Assert.Null(_result.Value.Trouble);
        Assert.True(at < _result.Value.Lines.Count, $"the machine ended before '{line}'");
        return _result.Value.Lines[at];
    }

    /// <summary>Boots the ISO that <c>./theseus build</c> made and runs lines.</summary>
    public static ExecResult Exec(MachineOptions options, params IEnumerable<string> lines)
    {
        var workspace = Workspace.Find();
        Assert.True(File.Exists(workspace.Iso), $"{workspace.Iso} is not there: ./theseus test builds it first");
        using var boot = new MemoryStream();
        var result = ExecSession.Run(workspace, options, lines, Stream.Null, boot);
        return result.Trouble is null ? result
            : result with { Trouble = $"{result.Trouble}\n{System.Text.Encoding.UTF8.GetString(boot.ToArray())}" };
    }
}
