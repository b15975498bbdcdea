using System.Globalization;
using System.Text.RegularExpressions;

namespace Theseus.Build.Injection;

/// <summary>
/// Which code a machine has run: QEMU writes each block of instructions when it translates it (<c>-d in_asm</c>), and
/// after a snapshot was loaded it has translated none.
/// </summary>
public static partial class CodeProfile
{
    private const string BlockStart = "IN:";

    /// <summary>The blocks of a log, each once, by address.</summary>
    public static IReadOnlyList<CodeBlock> Read(TextReader log)
    {
        SortedDictionary<ulong, CodeBlock> blocks = [];
        List<int> lengths = [];
        ulong start = 0;
        while (log.ReadLine() is { } line)
        {
            if (line.StartsWith(BlockStart, StringComparison.Ordinal))
            {
                Add();
                continue;
            }

            if (Instruction().Match(line) is not { Success: true } match)
            {
                continue;
            }

            int bytes = match.Groups["bytes"].Value.Split(' ', StringSplitOptions.RemoveEmptyEntries).Length;
            if (match.Groups["text"].Value.Length == 0 && lengths.Count > 0)
            {
                lengths[^1] += bytes; // the rest of a long one
                continue;
            }

            start = lengths.Count > 0 ? start : ulong.Parse(
                match.Groups["at"].ValueSpan, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
            lengths.Add(bytes);
        }

        Add();
        return [.. blocks.Values];

        void Add()
        {
            if (lengths.Count > 0)
            {
                blocks[start] = new CodeBlock(start, [.. lengths]);
            }

            lengths.Clear();
        }
    }

    [GeneratedRegex("^0x(?<at>[0-9a-f]+):  (?<bytes>(?:[0-9a-f]{2} ?)+) *(?<text>.*)$")]
    private static partial Regex Instruction();
}
