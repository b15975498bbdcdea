using System.Text;
using Theseus.Cells.Drivers.LineEditor;
using Theseus.Cells.Drivers.Screen;
using Theseus.Cells.Drivers.TerminalText;
using Theseus.Platform.Interfaces;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Drivers;

[Collection(ConsoleCollection.Name)]
public sealed class LineEditorTests
{
    [Theory]
    [InlineData("hello", "hello", 5)]
    [InlineData("helo\e[Dl", "hello", 4)]
    [InlineData("abc\u0001X", "Xabc", 1)]
    [InlineData("abc\e[HX\e[FY", "XabcY", 5)]
    [InlineData("abc\e[1~X\e[4~Y", "XabcY", 5)]
    [InlineData("abc\eOHX\eOFY", "XabcY", 5)]
    [InlineData("abc\u0001\u0005X", "abcX", 4)]
    [InlineData("abc\u007F\bX", "aX", 2)]
    [InlineData("abc\u0001\e[3~\u0004", "c", 0)]
    [InlineData("abc\u0002\u0002\u0006X", "abXc", 3)]
    [InlineData("one two three\u0017\u0017X", "one X", 5)]
    [InlineData("one two\u0001\u000Bx\u0019y", "xone twoy", 9)]
    [InlineData("one two\e[D\e[D\u0015", "wo", 0)]
    [InlineData("one two\ebX", "one Xtwo", 5)]
    [InlineData("one two\e[1;5D\e[1;5D\e[1;3CX", "oneX two", 4)]
    [InlineData("one two\u0001\ed", " two", 0)]
    [InlineData("one two\e\u007F", "one ", 4)]
    [InlineData("äß€😀x\e[D\u007F", "äß€x", 3)]
    [InlineData("e\u0301x\e[D\u007F", "x", 0)]
    [InlineData("中文\e[D!", "中!文", 2)]
    [InlineData("a\e[200~b\e[201~c", "abc", 3)]
    [InlineData("a\e[5~\e[24;5~\e[[A\e[?25h\eOP\e[Zb", "ab", 2)]
    [InlineData("a\u0000\u001C\u001Fb", "ab", 2)]
    [InlineData("a\e\e[Db", "ba", 1)]
    [InlineData("\u007F\e[D\e[C\e[3~\u000B\u0015\u0017\e[A\e[B", "", 0)]
    public void Edits(string typed, string line, int cursor)
    {
        LineEditor editor = Editor();
        Type(editor, typed);
        Assert.Equal(line, editor.Line);
        Assert.Equal(cursor, editor.Cursor);
    }

    [Fact]
    public void Bytes_that_are_not_utf8_are_left_out()
    {
        LineEditor editor = Editor();
        foreach (byte value in new byte[] { (byte)'a', 0xFF, 0xC3, (byte)'b', 0xE2, 0x82, 0x0E, 0x80, (byte)'c' })
        {
            editor.Feed(value);
        }

        Assert.Equal("abc", editor.Line);
    }

    [Theory]
    [InlineData("abc\r", LineEvent.Accepted)]
    [InlineData("abc\n", LineEvent.Accepted)]
    [InlineData("\r", LineEvent.Accepted)]
    [InlineData("abc\u0003", LineEvent.Cancelled)]
    [InlineData("\u0004", LineEvent.EndOfInput)]
    [InlineData("abc\u0004", LineEvent.Editing)]
    public void Ends_with(string typed, object expected)
    {
        LineEditor editor = Editor();
        Assert.Equal((LineEvent)expected, Type(editor, typed));
    }

    [Fact]
    public void A_line_is_shown_again_below_what_something_else_has_written()
    {
        using TestScreen screen = new(20, 6);
        LineEditor editor = Editor(screen);
        Type(editor, "abc\e[D");
        screen.Write("\r\e[Jdone\n");
        editor.ShowAgain();
        Assert.Equal("done|> abc", screen.Text);
        Assert.Equal((4, 1), screen.Cursor);
        Type(editor, "X\u0005!\r");
        Assert.Equal("done|> abXc!", screen.Text);
        Assert.Equal("abXc!", editor.Line);
        Assert.Throws<InvalidOperationException>(editor.ShowAgain);
    }

    [Fact]
    public void A_line_that_is_over_takes_no_bytes()
    {
        LineEditor editor = Editor();
        Type(editor, "a\r");
        Assert.Throws<InvalidOperationException>(() => editor.Feed((byte)'b'));
    }

    [Fact]
    public void The_line_feed_after_a_carriage_return_is_not_another_line()
    {
        LineEditor editor = Editor();
        Type(editor, "a\r");
        editor.Begin("> ");
        Assert.Equal(LineEvent.Editing, Type(editor, "\n"));
        Assert.Equal(LineEvent.Accepted, Type(editor, "b\n"));
        Assert.Equal("b", editor.Line);
    }

    [Fact]
    public void History_is_walked_and_what_was_edited_is_kept()
    {
        LineEditor editor = Editor();
        foreach (string line in new[] { "one", "two", "two", " ", "three" })
        {
            Type(editor, line + "\r");
            editor.Begin("> ");
        }

        Assert.Equal(["one", "two", "three"], editor.History.Lines);
        Type(editor, "new\e[A");
        Assert.Equal("three", editor.Line);
        Type(editor, "X\e[A\e[A\e[A");
        Assert.Equal("one", editor.Line);
        Type(editor, "\u000E\u000E");
        Assert.Equal("threeX", editor.Line);
        Type(editor, "\e[B\e[B");
        Assert.Equal("new", editor.Line);
        Type(editor, "\u0010\r");
        Assert.Equal(["one", "two", "three", "threeX"], editor.History.Lines);
        editor.Begin("> ");
        Type(editor, "\e[A\e[A");
        Assert.Equal("three", editor.Line);
    }

    [Fact]
    public void Tab_completes_what_is_common_and_then_lists()
    {
        using TestScreen screen = new(30, 8);
        LineEditor editor = Editor(screen);
        editor.Completer = static text =>
        {
            int start = text.LastIndexOf(' ') + 1;
            string[] all = ["hello ", "help ", "echo "];
            return new Completion(start,
                [.. all.Where(name => name.StartsWith(text[start..], StringComparison.Ordinal))]);
        };
        Type(editor, "x h\t");
        Assert.Equal("x hel", editor.Line);
        Assert.Equal("> x hel", screen.Text);
        Type(editor, "\t\t");
        Assert.Equal("> x hel|hello  help|> x hel", screen.Text);
        Assert.Equal((7, 2), screen.Cursor);
        Type(editor, "p\t!");
        Assert.Equal("x help !", editor.Line);
        Type(editor, "zzz\t\u0001e\t");
        Assert.Equal("echo x help !zzz", editor.Line);
    }

    [Fact]
    public void A_long_line_wraps_and_is_edited_across_rows()
    {
        using TestScreen screen = new(10, 6);
        LineEditor editor = Editor(screen);
        Type(editor, "12345678");
        Assert.Equal("> 12345678", screen.Text);
        Assert.Equal((0, 1), screen.Cursor);
        Type(editor, "9abcdefgh\u0001X");
        Assert.Equal("> X1234567|89abcdefgh", screen.Text);
        Assert.Equal((3, 0), screen.Cursor);
        Type(editor, "\u0005\u007F\u007F");
        Assert.Equal("> X1234567|89abcdef", screen.Text);
        Type(editor, "\r");
        Assert.Equal((0, 2), screen.Cursor);
    }

    [Fact]
    public void Wrapping_at_the_bottom_scrolls_with_the_prompt()
    {
        using TestScreen screen = new(10, 3);
        screen.Write("\n\n");
        LineEditor editor = Editor(screen);
        Type(editor, "12345678abc\u0001X");
        Assert.Equal("|> X1234567|8abc", screen.Text);
        Type(editor, "\r");
        Assert.Equal("> X1234567|8abc", screen.Text);
    }

    [Fact]
    public void Colours_in_the_prompt_take_no_room_and_clearing_keeps_the_line()
    {
        using TestScreen screen = new(20, 4);
        screen.Write("old\n");
        LineEditor editor = new(static bytes => TextScreen.Write(bytes), static () => TextScreen.Columns);
        editor.Begin("\e[1;32mok\e[m> ");
        Type(editor, "abc\e[D");
        Assert.Equal((6, 1), screen.Cursor);
        Type(editor, "\u000C");
        Assert.Equal("ok> abc", screen.Text);
        Assert.Equal((6, 0), screen.Cursor);
    }

    [Fact]
    public void Whatever_is_typed_the_screen_shows_the_line()
    {
        string[] keys =
        [
            "a", "b", "Z", " ", "é", "中", "x\u0301", "\e[D", "\e[C", "\u0001", "\u0005", "\u007F", "\u0004x", "\e[3~",
                "\u0017", "\e[A",
            "\e[B", "\eb", "\ef", "\u000B", "\u0019", "long text ", "\u000C", "\e[99;", "~", "\e",
        ];
        Random random = new(11);
        for (int round = 0; round < 60; round++)
        {
            int columns = random.Next(5, 24);
            using TestScreen screen = new(columns, 60);
            LineEditor editor = Editor(screen);
            for (int step = 0; step < 120; step++)
            {
                if (Type(editor, keys[random.Next(keys.Length)]) != LineEvent.Editing || editor.Line.Length > 150)
                {
                    screen.Write("\e[H\e[J");
                    editor.Begin("> ");
                }

                (string text, (int Column, int Row) cursor) = Layout("> " + editor.Line, 2 + editor.Cursor, columns);
                Assert.Equal(text, screen.Text);
                Assert.Equal(cursor, screen.Cursor);
            }
        }
    }

    [Fact]
    public void Random_bytes_harm_nothing()
    {
        Random random = new(5);
        using TestScreen screen = new(33, 10);
        LineEditor editor = Editor(screen);
        for (int i = 0; i < 100_000; i++)
        {
            byte value = random.Next(4) == 0 ? (byte)"\e[;~OABCD"[random.Next(9)] : (byte)random.Next(256);
            if (editor.Feed(value) != LineEvent.Editing)
            {
                editor.Begin("> ");
            }
        }
    }

    [Fact]
    public void A_line_has_a_limit()
    {
        LineEditor editor = Editor();
        Type(editor, new string('x', LineEditor.MaxLength + 10));
        Assert.Equal(LineEditor.MaxLength, editor.Line.Length);
    }

    // What a terminal of this width shows: rows joined by '|', wide characters as the font shows them.
    private static (string Text, (int Column, int Row) Cursor) Layout(string line, int cursorIndex, int columns)
    {
        List<StringBuilder> rows = new() { new() };
        (int, int) cursor = (0, 0);
        int index = 0;
        foreach (Rune rune in line.EnumerateRunes())
        {
            if (index++ == cursorIndex)
            {
                cursor = (rows[^1].Length, rows.Count - 1);
            }

            int width = CharacterWidth.Of(rune.Value);
            if (width == 0)
            {
                continue;
            }

            if (rows[^1].Length + width > columns)
            {
                rows.Add(new());
                if (index - 1 == cursorIndex)
                {
                    cursor = (rows[^1].Length, rows.Count - 1);
                }
            }

            rows[^1].Append(width == 2 ? "\uFFFD " : rune.ToString());
            if (rows[^1].Length >= columns)
            {
                rows.Add(new());
            }
        }

        if (index == cursorIndex)
        {
            cursor = (rows[^1].Length, rows.Count - 1);
        }

        List<string> text = rows.Select(static row => row.ToString().TrimEnd()).ToList();
        while (text.Count > 0 && text[^1].Length == 0)
        {
            text.RemoveAt(text.Count - 1);
        }

        return (string.Join('|', text), cursor);
    }

    private static LineEditor Editor(TestScreen? screen = null)
    {
        LineEditor editor = screen is null
            ? new LineEditor(static _ => { }, static () => 80)
            : new LineEditor(static bytes => TextScreen.Write(bytes), static () => TextScreen.Columns);
        editor.Begin("> ");
        return editor;
    }

    private static LineEvent Type(LineEditor editor, string keys)
    {
        LineEvent result = LineEvent.Editing;
        foreach (byte value in Encoding.UTF8.GetBytes(keys))
        {
            result = editor.Feed(value);
            if (result != LineEvent.Editing)
            {
                break;
            }
        }

        return result;
    }
}
