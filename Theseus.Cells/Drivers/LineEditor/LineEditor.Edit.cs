using System.Text;
using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.LineEditor;

public sealed partial class LineEditor
{
    private void Insert(ReadOnlySpan<int> codePoints)
    {
        _lastWasTab = false;
        if (_text.Count + codePoints.Length > MaxLength)
        {
            Bell();
            return;
        }

        int at = _cursor;
        _text.InsertRange(at, codePoints);
        _cursor += codePoints.Length;
        Redraw(at);
    }

    private void Delete(int start, int end)
    {
        if (start >= end)
        {
            return;
        }

        _text.RemoveRange(start, end - start);
        _cursor = start;
        Redraw(start);
    }

    private void Cut(int start, int end)
    {
        if (start >= end)
        {
            return;
        }

        _cut.Clear();
        _cut.AddRange(_text.GetRange(start, end - start));
        Delete(start, end);
    }

    private void Recall(int direction)
    {
        string? line = History.Move(direction, Line);
        if (line is null)
        {
            Bell();
        }
        else
        {
            Replace(line);
        }
    }

    private void Replace(string line)
    {
        _text.Clear();
        foreach (Rune rune in line.EnumerateRunes())
        {
            _text.Add(rune.Value);
        }

        _cursor = _text.Count;
        Redraw(0);
    }

    // A character is a code point with the marks of no width that follow it.
    private int Before(int index)
    {
        if (index > 0)
        {
            index--;
        }

        while (index > 0 && CharacterWidth.Of(_text[index]) == 0)
        {
            index--;
        }

        return index;
    }

    private int After(int index)
    {
        if (index < _text.Count)
        {
            index++;
        }

        while (index < _text.Count && CharacterWidth.Of(_text[index]) == 0)
        {
            index++;
        }

        return index;
    }

    private int WordStart()
    {
        int index = _cursor;
        while (index > 0 && !IsWord(index - 1))
        {
            index--;
        }

        while (index > 0 && IsWord(index - 1))
        {
            index--;
        }

        return index;
    }

    private int WordEnd()
    {
        int index = _cursor;
        while (index < _text.Count && !IsWord(index))
        {
            index++;
        }

        while (index < _text.Count && IsWord(index))
        {
            index++;
        }

        return index;
    }

    private int SpaceWordStart()
    {
        int index = _cursor;
        while (index > 0 && _text[index - 1] == ' ')
        {
            index--;
        }

        while (index > 0 && _text[index - 1] != ' ')
        {
            index--;
        }

        return index;
    }

    private bool IsWord(int index) => Rune.IsLetterOrDigit(new Rune(_text[index]))
        || CharacterWidth.Of(_text[index]) == 0;
}
