using System.Text;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.LineEditor;

/// <summary>
/// Edits one line of text on a terminal, fed with the bytes that the terminal sends. Text is kept as code points, so
/// nothing is ever cut inside a character; the display is kept in step by moving relative to where the prompt began,
/// which any VT100 can do, however often the line wraps or the screen scrolls under it.
/// </summary>
/// <remarks>
/// Keys: arrows, Home/End, Delete, Ctrl-A/E/B/F/P/N/H/D; Ctrl-K, Ctrl-U, Ctrl-W, Alt-D, Alt-Backspace cut and Ctrl-Y
/// pastes; Ctrl- or Alt-arrows and Alt-B/F move by words; Ctrl-L clears the screen; Tab completes; Ctrl-C gives up.
/// </remarks>
public sealed partial class LineEditor : ILineEditor
{
    /// <summary>Code points that a line can hold; more are refused with a bell.</summary>
    public const int MaxLength = 8192;

    private readonly TextSink _output;
    private readonly Func<int> _columns;
    private readonly List<int> _text = [];
    private readonly List<int> _cut = [];
    private int _cursor;
    private bool _active;
    private bool _lastWasReturn;

    /// <summary>An editor on a terminal.</summary>
    /// <param name="output">Where the display goes.</param>
    /// <param name="columns">Asked for the terminal's width at every redraw.</param>
    public LineEditor(TextSink output, Func<int> columns)
    {
        _output = output;
        _columns = columns;
    }

    /// <summary>Asked on Tab with the text before the cursor; null for no completion.</summary>
    public Func<string, Completion>? Completer { get; set; }

    /// <summary>The lines accepted so far.</summary>
    public LineHistory History { get; } = new();

    public IReadOnlyList<string> PastLines => History.Lines;

    public void Remember(string line) => History.Add(line);

    /// <summary>The text as it stands; after <see cref="LineEvent.Accepted"/> the line.</summary>
    public string Line => TextOf(0, _text.Count);

    /// <summary>Code points before the cursor.</summary>
    public int Cursor => _cursor;

    /// <summary>Shows <paramref name="prompt"/> (it may hold SGR sequences) and begins an empty line.</summary>
    public void Begin(string prompt)
    {
        _text.Clear();
        _cursor = 0;
        _active = true;
        ResetParser();
        History.Begin();
        BeginDisplay(prompt);
        Flush();
    }

    /// <summary>
    /// Takes one byte from the terminal. After anything but <see cref="LineEvent.Editing"/> the line is over, and bytes
    /// are refused until <see cref="Begin"/>.
    /// </summary>
    /// <exception cref="InvalidOperationException">No line has been begun.</exception>
    public LineEvent Feed(byte value)
    {
        RequireLine();
        bool afterReturn = _lastWasReturn;
        _lastWasReturn = false;
        // A line feed right after the carriage return that ended the line before belongs to that one.
        if (afterReturn && value == '\n')
        {
            return LineEvent.Editing;
        }

        LineEvent result = Parse(value);
        if (result != LineEvent.Editing)
        {
            _active = false;
        }

        Flush();
        return result;
    }

    /// <inheritdoc/>
    public void ShowAgain()
    {
        RequireLine();
        DisplayAgain();
        Flush();
    }

    private void RequireLine()
    {
        if (!_active)
        {
            throw new InvalidOperationException("The line editor was used without a line having been begun.");
        }
    }

    private LineEvent Accept()
    {
        EndDisplay(""u8);
        History.Add(Line);
        return LineEvent.Accepted;
    }

    private LineEvent Cancel()
    {
        EndDisplay("^C"u8);
        return LineEvent.Cancelled;
    }

    private string TextOf(int start, int end)
    {
        StringBuilder builder = new(end - start);
        for (int i = start; i < end; i++)
        {
            builder.Append(new Rune(_text[i]).ToString());
        }

        return builder.ToString();
    }
}
