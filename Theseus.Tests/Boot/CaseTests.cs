using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Ordinary programs that stress one subject each, compiled unchanged as cells of one world: what they print and return
/// is what they print and return under <c>dotnet run</c> on Linux with their output to a pipe, but of <c>refusals</c>,
/// which asks for what only Linux has. Their sources and that output are in Cases.
/// </summary>
[Collection(BootCollection.Name)]
public sealed class CaseTests(CaseTests.CaseBoot boot) : IClassFixture<CaseTests.CaseBoot>
{
    private const string Source = ".cs", Expected = ".expected.txt";

    public static TheoryData<string> Names => [.. CaseBoot.Files.Select(f => Path.GetFileNameWithoutExtension(f))];

    [Theory]
    [MemberData(nameof(Names))]
    public void A_program_prints_and_returns_what_it_does_on_dotnet(string name)
    {
        (string output, int status) = boot.Line(name);

        Assert.Equal(File.ReadAllText(Path.Combine(CaseBoot.Folder, name + Expected)), $"{output}[status {status}]\n");
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
