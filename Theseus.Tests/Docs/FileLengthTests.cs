using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Docs;

/// <summary>A file of more than 400 lines says at its top why, as <c>CONTRIBUTING.md</c> has it.</summary>
public sealed class FileLengthTests
{
    private const int Most = 400;
    private const int Top = 16;
    private const string Reason = "// More than 400 lines: ";

    private static readonly string[] s_generated = ["FontData.Bold.cs", "FontData.Regular.cs"];

    [Fact]
    public void A_long_file_says_at_its_top_why_it_is_long()
    {
        string root = Workspace.Find().Root;
        string[] files = [.. Directory.GetDirectories(root, "Theseus.*").SelectMany(folder =>
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !Path.GetRelativePath(root, file).Split('/').Any(part => part is "obj" or "bin"))];
        Assert.InRange(files.Length, 500, int.MaxValue);
        Assert.Equal([], files.Where(file => !s_generated.Contains(Path.GetFileName(file)))
            .Where(file => !IsFine(File.ReadAllLines(file))).Select(file => Path.GetRelativePath(root, file)));
    }

    [Theory]
    [InlineData(Most, false, true)]
    [InlineData(Most + 1, false, false)]
    [InlineData(Most + 1, true, true)]
    public void One_line_too_many_without_a_reason_is_found(int lines, bool hasReason, bool isFine)
    {
        string[] text = new string[lines];
        Array.Fill(text, "");
        text[Top - 1] = hasReason ? $"{Reason}it is one table." : "";
        Assert.Equal(isFine, IsFine(text));
    }

    private static bool IsFine(string[] lines) => lines.Length <= Most
        || lines.Take(Top).Any(line => line.StartsWith(Reason, StringComparison.Ordinal));
}
