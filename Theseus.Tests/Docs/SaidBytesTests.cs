using System.Buffers.Binary;
using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Theseus.Build;
using Xunit;

namespace Theseus.Tests.Docs;

/// <summary>Where a comment says in letters which bytes a number is made of, those are its bytes.</summary>
public sealed partial class SaidBytesTests
{
    [Fact]
    public void A_magic_number_is_made_of_the_bytes_that_its_comment_says()
    {
        Workspace tree = Workspace.Find();
        string[] files = [.. Directory.GetDirectories(tree.Root, "Theseus.*").SelectMany(folder =>
            Directory.EnumerateFiles(folder, "*.cs", SearchOption.AllDirectories))
            .Where(file => !file.Contains("/obj/", StringComparison.Ordinal))];
        List<string> said = [];
        foreach (string file in files)
        {
            foreach ((string letters, ulong number) in Said(File.ReadAllText(file)))
            {
                Assert.True(letters == LettersOf(number), $"{file}: {letters} is said of {LettersOf(number)}");
                said.Add(letters);
            }
        }

        Assert.Superset(new HashSet<string> { "THSUET01", "THSCEL01", "THSNAM01", "THSNAM02" }, said.ToHashSet());
    }

    [Theory]
    [InlineData("/// <summary>The bytes \"THSUET01\".</summary>\npublic const ulong M = 0x3130_5445_5553_4854;", true)]
    [InlineData("/// <summary>The bytes \"THESEUS1\".</summary>\npublic const ulong M = 0x3130_5445_5553_4854;", false)]
    [InlineData("private const ulong M = 0x3130_5445_5553_4854; // \"THSUET01\"", true)]
    [InlineData("private const ulong M = 0x3130_5445_5553_4854; // \"10TEUSHT\"", false)]
    public void Other_bytes_are_found(string text, bool areSame)
    {
        (string letters, ulong number) = Assert.Single(Said(text));
        Assert.Equal(areSame, letters == LettersOf(number));
    }

    private static IEnumerable<(string Letters, ulong Number)> Said(string text) =>
        Before().Matches(text).Concat(Behind().Matches(text)).Select(match => (match.Groups["letters"].Value,
            ulong.Parse(match.Groups["number"].Value.Replace("_", "", StringComparison.Ordinal),
                NumberStyles.HexNumber, CultureInfo.InvariantCulture)));

    private static string LettersOf(ulong number)
    {
        byte[] bytes = new byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(bytes, number);
        return Encoding.Latin1.GetString(bytes);
    }

    [GeneratedRegex("""^ *///.*\bbytes "(?<letters>[^"]{8})".*\n.*\bulong \w+ = 0x(?<number>[\dA-F_]+);""",
        RegexOptions.Multiline)]
    private static partial Regex Before();

    [GeneratedRegex("""\bulong \w+ = 0x(?<number>[\dA-F_]+); // "(?<letters>[^"]{8})"$""", RegexOptions.Multiline)]
    private static partial Regex Behind();
}
