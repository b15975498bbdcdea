using System.Buffers;
using System.Text;
using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.LineEditor;

public sealed partial class LineEditor
{
    private readonly ArrayBufferWriter<byte> _pending = new(256);
    private string _prompt = "";
    private int _promptWidth;
    private int _shownRow;
    private int _shownColumn;
    private (int Row, int Column) _shownEnd;

    private int Columns => Math.Max(2, _columns());

    private void BeginDisplay(string prompt)
    {
        _prompt = prompt;
        _promptWidth = VisibleWidth(prompt);
        Send(prompt);
        (_shownRow, _shownColumn) = PositionOf(0);
        if (_shownColumn == 0 && _shownRow > 0)
        {
            Send(" \r");
        }

        _shownEnd = (_shownRow, _shownColumn);
    }

    private void EndDisplay(ReadOnlySpan<byte> mark)
    {
        MoveShown(PositionOf(_text.Count));
        _pending.Write(mark);
        Send("\r\n");
    }

    private void MoveCursor(int index)
    {
        _cursor = index;
        MoveShown(PositionOf(index));
    }

    // Shows the text from code point `from` on, where the display in front of it is right already.
    private void Redraw(int from)
    {
        // A mark of no width changes the character in front of it; a wide one may leave the end of a row empty.
        while (from > 0 && from < _text.Count && CharacterWidth.Of(_text[from]) != 1)
        {
            from--;
        }

        MoveShown(PositionOf(from));
        SendText(from);

        (int Row, int Column) end = PositionOf(_text.Count);
        // After the last column a terminal waits for the next character before it wraps: make it wrap now.
        if (end.Column == 0 && end.Row > 0 && from < _text.Count)
        {
            Send(" \r");
        }

        (_shownRow, _shownColumn) = end;
        if (end.CompareTo(_shownEnd) < 0)
        {
            Send("\e[J");
        }

        _shownEnd = end;
        MoveShown(PositionOf(_cursor));
    }

    private void ClearScreen()
    {
        Send("\e[H\e[2J");
        DisplayAgain();
    }

    private void ShowBelow(string text)
    {
        MoveShown(PositionOf(_text.Count));
        Send("\r\n");
        Send(text);
        DisplayAgain();
    }

    // Prompt and text, where the terminal's cursor is.
    private void DisplayAgain()
    {
        BeginDisplay(_prompt);
        Redraw(0);
    }

    private void Bell() => Send("\a");

    // Where code point `index` stands, in rows below the prompt's and columns. A character that does not fit goes down.
    private (int Row, int Column) PositionOf(int index)
    {
        int columns = Columns;
        int row = _promptWidth / columns;
        int column = _promptWidth % columns;
        for (int i = 0; i < index; i++)
        {
            int width = CharacterWidth.Of(_text[i]);
            if (column + width > columns)
            {
                row++;
                column = 0;
            }

            column += width;
            if (column < columns)
            {
                continue;
            }

            row++;
            column = 0;
        }

        bool fits = index == _text.Count || column + CharacterWidth.Of(_text[index]) <= columns;
        return fits ? (row, column) : (row + 1, 0);
    }

    private void MoveShown((int Row, int Column) to)
    {
        if (to.Row < _shownRow)
        {
            SendMove(_shownRow - to.Row, 'A');
        }
        else if (to.Row > _shownRow)
        {
            SendMove(to.Row - _shownRow, 'B');
        }

        if (to.Column == 0 && _shownColumn != 0)
        {
            Send("\r");
        }
        else if (to.Column < _shownColumn)
        {
            SendMove(_shownColumn - to.Column, 'D');
        }
        else if (to.Column > _shownColumn)
        {
            SendMove(to.Column - _shownColumn, 'C');
        }

        (_shownRow, _shownColumn) = to;
    }

    private void SendMove(int count, char final) => Send(count == 1 ? $"\e[{final}" : $"\e[{count}{final}");

    private void Send(string text) => Encoding.UTF8.GetBytes(text, _pending);

    private void SendText(int from)
    {
        int columns = Columns;
        int column = PositionOf(from).Column;
        for (int i = from; i < _text.Count; i++)
        {
            int width = CharacterWidth.Of(_text[i]);
            if (column + width > columns)
            {
                // The terminal would leave what stood in the last column of this row.
                Send(" ");
                column = 0;
            }

            column = (column + width) % columns;
            Span<byte> bytes = _pending.GetSpan(4);
            _pending.Advance(new Rune(_text[i]).EncodeToUtf8(bytes));
        }
    }

    private void Flush()
    {
        if (_pending.WrittenCount == 0)
        {
            return;
        }

        _output(_pending.WrittenSpan);
        _pending.ResetWrittenCount();
    }

    private static int VisibleWidth(string text)
    {
        int width = 0;
        bool inSequence = false;
        bool afterEscape = false;
        foreach (Rune rune in text.EnumerateRunes())
        {
            if (afterEscape)
            {
                afterEscape = false;
                inSequence = rune.Value == '[';
            }
            else if (inSequence)
            {
                inSequence = rune.Value is not (>= 0x40 and <= 0x7E);
            }
            else if (rune.Value == 0x1B)
            {
                afterEscape = true;
            }
            else
            {
                width += CharacterWidth.Of(rune.Value);
            }
        }

        return width;
    }
}
