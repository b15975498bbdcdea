namespace Theseus.Platform.Interfaces;

/// <summary>
/// A terminal that a person looks at. What is written shows at the next <see cref="Present"/>. Not re-entrant: callers
/// serialise.
/// </summary>
public interface ITextTerminal
{
    /// <summary>Width in characters.</summary>
    int Columns { get; }

    /// <summary>Height in characters.</summary>
    int Rows { get; }

    /// <summary>Pixels that a character is wide.</summary>
    int CharacterWidth { get; }

    /// <summary>Pixels that a character is high.</summary>
    int CharacterHeight { get; }

    /// <summary>True while a program has asked for the cursor keys' application form (DECCKM).</summary>
    bool HasApplicationCursorKeys { get; }

    /// <summary>True where <see cref="TakeReply"/> has something to give.</summary>
    bool HasReply { get; }

    /// <summary>
    /// Writes and shows text at once, in the middle of anything: the kernel calls it when it panics. It allocates
    /// nothing, casts nothing and calls no interface; the build proves it for the kernel's own.
    /// </summary>
    TextSink Emergency { get; }

    /// <summary>Takes text as a terminal does.</summary>
    void Write(ReadOnlySpan<byte> text);

    /// <summary>Makes the screen show what was written.</summary>
    void Present();

    /// <summary>
    /// Moves what the terminal has to answer (cursor position, attributes) into a buffer; returns the number of bytes.
    /// </summary>
    int TakeReply(Span<byte> buffer);
}
