using Theseus.Build;
using Theseus.Build.Iso;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// One boot of the system for many tests: it runs <see cref="Script"/> once, and each test looks at the output of
/// its own lines. A test that needs a machine of its own calls <see cref="Exec"/>.
/// </summary>
public sealed class SharedBoot
{
    /// <summary>
    /// Every line that a test of the shared boot asks about, in the order in which the machine runs them.
    /// </summary>
    public static readonly string[] Script =
    [
        "hello",
        "hello a  'b c'",
        "echo one two",
        .. ClockTests.Lines,
        "nonsense",
        .. OwnedMemoryTests.Lines,
        "gc",
        .. EchoTests.Lines,
        .. HostileLineTests.Lines,
        .. FaultTests.Lines,
        .. TaskCheckTests.Lines,
        "conformance nosuchgroup",
        "echo still here",
        "conformance",
        "reflectioncheck",
        "soak 512",
        "soak much",
        "gc",
        "mem",
        "pages",
        "mem check",
        "help",
    ];

    private readonly Lazy<ExecResult> _result = new(
        () => Exec(new MachineOptions { Timeout = TimeSpan.FromMinutes(15) }, Script));

    /// <summary>
    /// What <paramref name="line"/> printed, and its status; of the last such line where there are several.
    /// </summary>
    public (string Output, int Status) Line(string line) => At(Array.LastIndexOf(Script, line), line);

    /// <summary>As <see cref="Line"/>, but of the first such line.</summary>
    public (string Output, int Status) FirstLine(string line) => At(Array.IndexOf(Script, line), line);

    /// <summary>The least memory that the build says the image boots with by BIOS.</summary>
    public static int LeastMemoryMiB => (int)IsoBuilder.LeastMemoryMiB(Workspace.Find());

    /// <summary>So much memory, or the least where it is 0.</summary>
    public static int MemoryMiB(int orLeast) => orLeast == 0 ? LeastMemoryMiB : orLeast;

    /// <summary>Boots the ISO that <c>./theseus build</c> made and runs lines.</summary>
    public static ExecResult Exec(MachineOptions options, params IEnumerable<string> lines)
    {
        Workspace workspace = Workspace.Find();
        Assert.True(File.Exists(workspace.Iso), $"{workspace.Iso} is not there: ./theseus test builds it first");
        return Exec(workspace, options, lines);
    }

    /// <summary>As above, of a tree that is not this one. In the result's trouble is all that the boot said.</summary>
    public static ExecResult Exec(Workspace workspace, MachineOptions options, params IEnumerable<string> lines)
    {
        using MemoryStream boot = new();
        ExecResult result = ExecSession.Run(workspace, options, lines, Stream.Null, boot);
        return result.Trouble is null ? result
            : result with { Trouble = $"{result.Trouble}\n{System.Text.Encoding.UTF8.GetString(boot.ToArray())}" };
    }

    /// <summary>The machine ran its lines and ended; where it did not, the failure shows all that it said.</summary>
    public static void AssertNoTrouble(ExecResult result) => Assert.True(result.Trouble is null, result.Trouble);

    private (string Output, int Status) At(int at, string line)
    {
        Assert.True(at >= 0, $"'{line}' is not in the shared script");
        AssertNoTrouble(_result.Value);
        Assert.True(at < _result.Value.Lines.Count, $"the machine ended before '{line}'");
        return _result.Value.Lines[at];
    }
}
