namespace Theseus.Platform.Interfaces;

/// <summary>
/// Turns what a keyboard sends into what a terminal sends: text, control characters and xterm's sequences.
/// </summary>
public interface IKeyboard
{
    /// <summary>The most bytes that one byte from the keyboard gives.</summary>
    int MaxBytes { get; }

    /// <summary>Takes one byte from the keyboard. Returns how many bytes of input it gave.</summary>
    /// <param name="code">The byte.</param>
    /// <param name="hasApplicationCursorKeys">Whether cursor keys have their application form now.</param>
    /// <param name="input">Receives them, and has room for <see cref="MaxBytes"/>.</param>
    int Decode(byte code, bool hasApplicationCursorKeys, Span<byte> input);
}
