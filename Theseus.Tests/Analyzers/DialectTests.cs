using System.Diagnostics;
using Theseus.Analyzers.Structure;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0011, THS0012, and that the build holds every rule of the dialect in <c>.editorconfig</c>.</summary>
public sealed class DialectTests
{
    private static string Line(int length, string start, string end = "") =>
        start + new string('x', length - start.Length - end.Length) + end;

    [Theory]
    [InlineData("class ", " { }")]
    [InlineData("// ", "")]
    [InlineData("/// <summary>", "</summary>\nclass A { }")]
    [InlineData("class A { string S = \"a\" + \"b\"; } // ", "")]
    public async Task A_line_of_more_than_120_columns_is_reported(string start, string end)
    {
        string[] ends = end.Split('\n');
        string rest = string.Concat(ends.Skip(1).Select(e => "\n" + e));
        await Check.Source<LineLengthAnalyzer>(Line(120, start, ends[0]) + rest);
        string over = Line(121, start, ends[0]);
        await Check.Source<LineLengthAnalyzer>(over[..120] + "{|THS0011:" + over[120..] + "|}" + rest);
    }

    [Theory]
    [InlineData("class A { string S = \"", "\"; }")]
    [InlineData("class A { string S = $\"{1}", "\"; }")]
    [InlineData("class A { object S = \"\"\"", "\"\"\"; }")]
    public Task A_literal_may_reach_over(string start, string end) =>
        Check.Source<LineLengthAnalyzer>(Line(121 + end.Length, start, end));

    [Theory]
    [InlineData("public void {|THS0012:ItHolds|}() { }", true)]
    [InlineData("public void It_holds() { }", true)]
    [InlineData("public void Holds() { }", true)]
    [InlineData("public void NoTest() { }", false)]
    public Task A_test_is_named_by_a_sentence(string method, bool isTest) => Check.Source<TestNameAnalyzer>(
        $"class FactAttribute : System.Attribute {{ }} class A {{ {(isTest ? "[Fact] " : "")}{method} }}");

    /// <summary>One project with one violation of each rule: the compiler's own words name them all.</summary>
    [Fact]
    public void A_planted_violation_of_each_rule_fails_the_build()
    {
        Workspace tree = Workspace.Find();
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-dialect");
        try
        {
            File.Copy(tree.In(".editorconfig"), Path.Combine(folder.FullName, ".editorconfig"));
            File.WriteAllText(Path.Combine(folder.FullName, "Planted.csproj"), $"""
                <Project Sdk="Microsoft.NET.Sdk">
                  <PropertyGroup>
                    <TargetFramework>net10.0</TargetFramework>
                    <TreatWarningsAsErrors>true</TreatWarningsAsErrors>
                    <EnforceCodeStyleInBuild>true</EnforceCodeStyleInBuild>
                  </PropertyGroup>
                  <ItemGroup>
                    <Analyzer Include="{typeof(LineLengthAnalyzer).Assembly.Location}" />
                  </ItemGroup>
                </Project>
                """);
            File.WriteAllText(Path.Combine(folder.FullName, "Planted.cs"), $$"""
                namespace Planted
                {
                    using System;

                    public class Program
                    {
                        private static int Count;
                        private int Total;
                        private const int most_of_all = 3;
                        int _seen;

                        public static int Main(string[] arguments)
                        {
                            var seen = new Program()._seen;
                            if (arguments.Length > most_of_all)
                                return seen + Count;
                            {
                            }
                            return new Program().Total; // {{new string('x', 120)}}
                        }
                    }
                }
                """);
            string said = Build(folder.FullName);
            string[] rules = ["IDE0161", "IDE0065", "IDE1006", "IDE0040", "IDE0008", "IDE0011", "IDE2003", "THS0011"];
            Assert.Equal([], rules.Where(rule => !said.Contains($"error {rule}", StringComparison.Ordinal)));
            foreach (string field in (string[])["Count", "Total", "most_of_all"])
            {
                Assert.Contains($"IDE1006: Naming rule violation: {Wanted(field)}", said);
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static string Wanted(string field) => field switch
    {
        "Count" => "Missing prefix: 's_'",
        "Total" => "Missing prefix: '_'",
        _ => "These words must begin with upper case characters: most_of_all",
    };

    private static string Build(string folder)
    {
        ProcessStartInfo start = new("dotnet", ["build", folder, "-v:q", "--nologo"]) { RedirectStandardOutput = true };
        using Process build = Process.Start(start)!;
        string said = build.StandardOutput.ReadToEnd();
        build.WaitForExit();
        Assert.NotEqual(0, build.ExitCode);
        return said;
    }
}
