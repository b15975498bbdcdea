namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int MaxParameter = 0x7FFF;

    private static int s_parameterCount;
    private static uint s_colons;
    private static byte s_prefix;
    private static byte s_intermediate;
    private static bool s_autoWrap;
    private static bool s_newLineMode;
    private static bool s_insertMode;
    private static bool s_originMode;
    private static bool s_cursorVisible;
    private static bool s_applicationCursorKeys;
    private static int s_replyCount;

    private int Parameter(int index, int whenAbsent)
    {
        int value = index < s_parameterCount ? s_parameters[index] : 0;
        return value == 0 ? whenAbsent : value;
    }

    // Control sequences (ECMA-48 section 8.3; private modes as in xterm's ctlseqs). Whatever is not here is skipped.
    private void Dispatch(byte final)
    {
        if (s_intermediate != 0)
        {
            return;
        }

        if (s_prefix != 0)
        {
            if (s_prefix == (byte)'?' && final is (byte)'h' or (byte)'l')
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
            case 'C' or 'a': MoveTo(s_x + count, s_y); break;
            case 'D': MoveTo(s_x - count, s_y); break;
            case 'E': s_x = 0; MoveVertically(count); break;
            case 'F': s_x = 0; MoveVertically(-count); break;
            case 'G' or '`': MoveTo(count - 1, s_y); break;
            case 'd': MoveTo(s_x, OriginRow + count - 1); break;
            case 'H' or 'f': MoveTo(Parameter(1, 1) - 1, OriginRow + count - 1); break;
            case 'I': MoveTo((s_x / TabWidth + count) * TabWidth, s_y); break;
            case 'Z': MoveTo(((s_x + TabWidth - 1) / TabWidth - count) * TabWidth, s_y); break;
            case 'J': EraseDisplay(Parameter(0, 0)); break;
            case 'K': EraseLine(Parameter(0, 0)); break;
            case 'X': EraseCharacters(count); break;
            case '@': InsertCharacters(count); break;
            case 'P': DeleteCharacters(count); break;
            case 'L': InsertLines(count); break;
            case 'M': DeleteLines(count); break;
            case 'S': ScrollUp(s_top, s_bottom, count); break;
            case 'T': ScrollDown(s_top, s_bottom, count); break;
            case 'b': Repeat(count); break;
            case 'm': SelectRendition(); break;
            case 'r': SetMargins(count - 1, Parameter(1, s_rows)); break;
            case 's': SaveCursor(); break;
            case 'u': RestoreCursor(); break;
            case 'h' or 'l': SetModes(final == (byte)'h'); break;
            case 'n': Report(Parameter(0, 0)); break;
            case 'c': Reply("\e[?6c"u8); break;
        }
    }

    private void SetModes(bool on)
    {
        for (int i = 0; i < s_parameterCount; i++)
        {
            if (s_parameters[i] == 4)
            {
                s_insertMode = on;
            }
            else if (s_parameters[i] == 20)
            {
                s_newLineMode = on;
            }
        }
    }

    private void SetPrivateModes(bool on)
    {
        for (int i = 0; i < s_parameterCount; i++)
        {
            switch (s_parameters[i])
            {
                case 1:
                    s_applicationCursorKeys = on;
                    break;
                case 6:
                    s_originMode = on;
                    MoveTo(0, OriginRow);
                    break;
                case 7:
                    s_autoWrap = on;
                    break;
                case 25:
                    s_cursorVisible = on;
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

        ClearRows(0, s_rows);
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
            ReplyNumber(s_y - OriginRow + 1);
            Reply(";"u8);
            ReplyNumber(s_x + 1);
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
        if (s_replyCount < ReplyCapacity)
        {
            s_replies[s_replyCount++] = value;
        }
    }
}
