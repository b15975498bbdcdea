using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>What goes in at the prompt comes out of a program byte for byte.</summary>
[Collection(BootCollection.Name)]
public sealed class EchoTests(SharedBoot boot)
{
    /// <summary>Each line and exactly what it prints.</summary>
    private static readonly (string Line, string Output)[] s_cases =
    [
        ("echo", "\n"),
        ("echo a   b", "a b\n"),
        ("echo 'a   b'", "a   b\n"),
        ("echo \"it's\" 'a \"word\"'", "it's a \"word\"\n"),
        ("echo \"\" ''", " \n"),
        ("echo a\\ b \\\\ \"\\\"\"", "a b \\ \"\n"),
        ("echo 'no \\escape'", "no \\escape\n"),
        ("echo a;b", "a;b\n"),
        ("echo -n no line feed", "no line feed"),
        ("echo Grüße, Ελλάδα, мир, 日本, 🐢", "Grüße, Ελλάδα, мир, 日本, 🐢\n"),
        ("echo 'e\u0301' \u00A0", "e\u0301\n"),
        ("  echo indented  ", "indented\n"),
        ("\techo\ttabs\t", "tabs\n"),
    ];

    public static IEnumerable<string> Lines => s_cases.Select(c => c.Line);

    public static TheoryData<int> Numbers => [.. Enumerable.Range(0, s_cases.Length)];

    [Theory]
    [MemberData(nameof(Numbers))]
    public void The_output_is_exact(int number) =>
        Assert.Equal((s_cases[number].Output, 0), boot.Line(s_cases[number].Line));
}
