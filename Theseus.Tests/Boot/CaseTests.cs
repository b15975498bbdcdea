using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Ordinary programs that stress one subject each, compiled unchanged as cells of one world: what they print and return
/// is what they print and return under <c>dotnet run</c> on Linux with their output to a pipe, but of <c>refusals</c>,
/// which asks for what only Linux has, and of the lines in <see cref="s_known"/>. Their sources and that output are in
/// Cases.
/// </summary>
public sealed class CaseTests(CaseTests.CaseBoot boot) : IClassFixture<CaseTests.CaseBoot>
{
    /// <summary>What is otherwise under ahead-of-time compilation: file, line there, line here.</summary>
    private static readonly (string Name, string There, string Here)[] s_known =
    [
        // A variant delegate is taken for exactly what its static type says: docs/compiler-defects.md.
        ("casts", "action variance: 1\n", "action variance: 0\n"),
        ("casts", "func variance hidden: 1\n", "func variance hidden: 0\n"),
        ("casts", "func exact type: 1\n", "func exact type: 0\n"),
        // Expressions are interpreted, and an interpreted delegate has no parameter that is a ref struct.
        ("expressions", "span: (0, False, )\n", "span: InvalidOperationException\n"),
    ];

    private const string Source = ".cs", Expected = ".expected.txt";

    public static TheoryData<string> Names => [.. CaseBoot.Files.Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_prints_and_returns_what_it_does_on_dotnet(string name)
    {
        (string output, int status) = boot.Line(name);

        string expected = File.ReadAllText(Path.Combine(CaseBoot.Folder, name + Expected));
        foreach ((_, string there, string here) in s_known.Where(known => known.Name == name))
        {
            Assert.Contains(there, expected);
            expected = expected.Replace(there, here, StringComparison.Ordinal);
        }

        Assert.Equal(expected, $"{output}[status {status}]\n");
    }

    /// <summary>One world of all programs, and one boot of it.</summary>
    public sealed class CaseBoot
    {
        public static readonly string Folder = Theseus.Build.Workspace.Find().In("Theseus.Tests", "Cases");

        private readonly Lazy<ExecResult> _result = new(Run);

        public static IReadOnlyList<string> Files { get;
            } = [.. Directory.GetFiles(Folder, "*" + Source).Order(StringComparer.Ordinal)];

        public (string Output, int Status) Line(string name)
        {
            SharedBoot.AssertNoTrouble(_result.Value);
            return _result.Value.Lines[Array.FindIndex([.. Files], f => Path.GetFileNameWithoutExtension(f) == name)];
        }

        private static ExecResult Run()
        {
            using SpoiltTree tree = new();
            foreach (string file in Files)
            {
                tree.WriteCell(Path.GetFileNameWithoutExtension(file), File.ReadAllText(file));
            }

            HostCommand.Outcome build = tree.RunBuild();
            Assert.True(build.Status == 0, build.Errors);
            return SharedBoot.Exec(tree.Workspace, new MachineOptions { Timeout = TimeSpan.FromMinutes(15) },
                Files.Select(f => Path.GetFileNameWithoutExtension(f)));
        }
    }
}
