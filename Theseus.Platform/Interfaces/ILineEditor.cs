namespace Theseus.Platform.Interfaces;

/// <summary>
/// Edits one line of text at a time on the console, with a history, fed with the bytes that are typed.
/// </summary>
public interface ILineEditor
{
    /// <summary>Asked on Tab with the text before the cursor; null for no completion.</summary>
    Func<string, Completion>? Completer { get; set; }

    /// <summary>The text as it stands; after <see cref="LineEvent.Accepted"/> the line.</summary>
    string Line { get; }

    /// <summary>The lines accepted so far that it remembers, oldest first.</summary>
    IReadOnlyList<string> PastLines { get; }

    /// <summary>Puts a line behind those that it remembers, as if it had been accepted.</summary>
    void Remember(string line);

    /// <summary>Shows <paramref name="prompt"/> (it may hold SGR sequences) and begins an empty line.</summary>
    void Begin(string prompt);

    /// <summary>
    /// Shows the prompt and the line once more, where the terminal's cursor is now: at the begin of a row, because
    /// something else was written.
    /// </summary>
    /// <exception cref="InvalidOperationException">No line has been begun.</exception>
    void ShowAgain();

    /// <summary>
    /// Takes one byte. After anything but <see cref="LineEvent.Editing"/> the line is over, and bytes are refused until
    /// <see cref="Begin"/>. An accepted line is in the history.
    /// </summary>
    /// <exception cref="InvalidOperationException">No line has been begun.</exception>
    LineEvent Feed(byte value);
}
