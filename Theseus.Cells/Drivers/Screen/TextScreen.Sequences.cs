namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int MaxParameter = 0x7FFF;

    private static int _parameterCount;
    private static uint _colons;
    private static byte _prefix;
    private static byte _intermediate;
    private static bool _autoWrap;
    private static bool _newLineMode;
    private static bool _insertMode;
    private static bool _originMode;
    private static bool _cursorVisible;
    private static bool _applicationCursorKeys;
    private static int _replyCount;

    private int Parameter(int index, int whenAbsent)
    {
        int value = index < _parameterCount ? _parameters[index] : 0;
        return value == 0 ? whenAbsent : value;
    }

    // Control sequences (ECMA-48 section 8.3; private modes as in xterm's ctlseqs). Whatever is not here is skipped.
    private void Dispatch(byte final)
    {
        if (_intermediate != 0)
        {
            return;
        }

        if (_prefix != 0)
        {
            if (_prefix == (byte)'?' && final is (byte)'h' or (byte)'l')
            {
                SetPrivateModes(final == (byte)'h');
            }

            return;
        }

        int count = Parameter(0, 1);
        switch ((char)final)
        {
            case 'A': MoveVertically(-count); break;
            case 'B' or 'e': MoveVertically(count); break;
            case 'C' or 'a': MoveTo(_x + count, _y); break;
            case 'D': MoveTo(_x - count, _y); break;
            case 'E': _x = 0; MoveVertically(count); break;
            case 'F': _x = 0; MoveVertically(-count); break;
            case 'G' or '`': MoveTo(count - 1, _y); break;
            case 'd': MoveTo(_x, OriginRow + count - 1); break;
            case 'H' or 'f': MoveTo(Parameter(1, 1) - 1, OriginRow + count - 1); break;
            case 'I': MoveTo((_x / TabWidth + count) * TabWidth, _y); break;
            case 'Z': MoveTo(((_x + TabWidth - 1) / TabWidth - count) * TabWidth, _y); break;
            case 'J': EraseDisplay(Parameter(0, 0)); break;
            case 'K': EraseLine(Parameter(0, 0)); break;
            case 'X': EraseCharacters(count); break;
            case '@': InsertCharacters(count); break;
            case 'P': DeleteCharacters(count); break;
            case 'L': InsertLines(count); break;
            case 'M': DeleteLines(count); break;
            case 'S': ScrollUp(_top, _bottom, count); break;
            case 'T': ScrollDown(_top, _bottom, count); break;
            case 'b': Repeat(count); break;
            case 'm': SelectRendition(); break;
            case 'r': SetMargins(count - 1, Parameter(1, _rows)); break;
            case 's': SaveCursor(); break;
            case 'u': RestoreCursor(); break;
            case 'h' or 'l': SetModes(final == (byte)'h'); break;
            case 'n': Report(Parameter(0, 0)); break;
            case 'c': Reply("\e[?6c"u8); break;
        }
    }

    private void SetModes(bool on)
    {
        for (int i = 0; i < _parameterCount; i++)
        {
            if (_parameters[i] == 4)
            {
                _insertMode = on;
            }
            else if (_parameters[i] == 20)
            {
                _newLineMode = on;
            }
        }
    }

    private void SetPrivateModes(bool on)
    {
        for (int i = 0; i < _parameterCount; i++)
        {
            switch (_parameters[i])
            {
                case 1:
                    _applicationCursorKeys = on;
                    break;
                case 6:
                    _originMode = on;
                    MoveTo(0, OriginRow);
                    break;
                case 7:
                    _autoWrap = on;
                    break;
                case 25:
                    _cursorVisible = on;
                    break;
                case 1049:
                    AlternateScreen(on);
                    break;
            }
        }
    }

    // There is one screen only: a full-screen program starts on an empty one and leaves an empty one behind.
    private void AlternateScreen(bool on)
    {
        if (on)
        {
            SaveCursor();
        }

        ClearRows(0, _rows);
        if (!on)
        {
            RestoreCursor();
        }
    }

    private void Report(int what)
    {
        if (what == 5)
        {
            Reply("\e[0n"u8);
        }
        else if (what == 6)
        {
            Reply("\e["u8);
            ReplyNumber(_y - OriginRow + 1);
            Reply(";"u8);
            ReplyNumber(_x + 1);
            Reply("R"u8);
        }
    }

    private void ReplyNumber(int value)
    {
        if (value >= 10)
        {
            ReplyNumber(value / 10);
        }

        ReplyByte((byte)('0' + value % 10));
    }

    private void Reply(ReadOnlySpan<byte> text)
    {
        for (int i = 0; i < text.Length; i++)
        {
            ReplyByte(text[i]);
        }
    }

    // Replies nobody reads are dropped.
    private void ReplyByte(byte value)
    {
        if (_replyCount < ReplyCapacity)
        {
            _replies[_replyCount++] = value;
        }
    }
}
