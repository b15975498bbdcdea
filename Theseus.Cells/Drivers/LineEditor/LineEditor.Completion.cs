using System.Text;
using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.LineEditor;

public sealed partial class LineEditor
{
    private bool _lastWasTab;

    // The first Tab completes as far as the candidates agree; where they do not, a second one lists them.
    private void Complete()
    {
        bool list = _lastWasTab;
        _lastWasTab = false;
        string before = TextOf(0, _cursor);
        Platform.Interfaces.Completion completion = Completer?.Invoke(before) ?? default;
        if (completion.Candidates is not { Count: > 0 } candidates || completion.Start < 0
            || completion.Start > before.Length)
        {
            Bell();
            return;
        }

        string typed = before[completion.Start..];
        string common = CommonPrefix(candidates);
        if (candidates.Count == 1 || common.Length > typed.Length)
        {
            ReplaceBeforeCursor(typed, common);
        }
        else if (list)
        {
            List(candidates);
        }
        else
        {
            Bell();
            _lastWasTab = true;
        }
    }

    private void ReplaceBeforeCursor(string typed, string replacement)
    {
        int start = _cursor - typed.EnumerateRunes().Count();
        int[] runes = replacement.EnumerateRunes().Select(static rune => rune.Value).ToArray();
        if (_text.Count - (_cursor - start) + runes.Length > MaxLength)
        {
            Bell();
            return;
        }

        _text.RemoveRange(start, _cursor - start);
        _text.InsertRange(start, runes);
        _cursor = start + runes.Length;
        Redraw(start);
    }

    private static string CommonPrefix(IReadOnlyList<string> candidates)
    {
        int length = candidates[0].Length;
        foreach (string candidate in candidates)
        {
            length = Math.Min(length, candidate.AsSpan().CommonPrefixLength(candidates[0]));
        }

        // Never half of a surrogate pair.
        if (length > 0 && length < candidates[0].Length && char.IsHighSurrogate(candidates[0][length - 1]))
        {
            length--;
        }

        return candidates[0][..length];
    }

    private void List(IReadOnlyList<string> candidates)
    {
        string[] names = candidates.Select(static name => name.TrimEnd()).ToArray();
        int cell = names.Max(static name => name.EnumerateRunes().Sum(static rune => CharacterWidth.Of(rune.Value)))
            + 2;
        int perRow = Math.Max(1, Columns / cell);
        StringBuilder table = new();
        for (int i = 0; i < names.Length; i++)
        {
            table.Append(names[i]);
            bool endsRow = i % perRow == perRow - 1 || i == names.Length - 1;
            if (endsRow)
            {
                table.Append("\r\n");
            }
            else
            {
                table.Append(' ', cell - names[i].EnumerateRunes().Sum(static rune => CharacterWidth.Of(rune.Value)));
            }
        }

        ShowBelow(table.ToString());
    }
}
