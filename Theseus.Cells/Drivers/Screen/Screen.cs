using Theseus.Format;
using Theseus.Memory;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>A text terminal on a display with a linear framebuffer. There is one.</summary>
public sealed class Screen : ITextTerminal
{
    /// <summary>Takes over the display, for good, and clears it.</summary>
    /// <param name="mode">One that <see cref="WhyNot"/> finds nothing against.</param>
    /// <param name="pixels">The display's memory, from the top left pixel on.</param>
    /// <exception cref="ArgumentException">The display cannot be drawn.</exception>
    /// <exception cref="InvalidOperationException">There is a screen already.</exception>
    /// <exception cref="OutOfMemoryException">There is no memory for what it shows.</exception>
    public Screen(in DisplayMode mode, [Moves] DevicePages pixels)
    {
        bool isTaken = ScreenMemory.IsTaken;
        if (isTaken || !WhyNot(mode).IsEmpty)
        {
            pixels.Dispose();
            throw isTaken ? new InvalidOperationException("There is a screen already.")
                : new ArgumentException("It cannot be drawn.", nameof(mode));
        }

        ScreenMemory.Take(pixels, mode);
        Framebuffer whole = new(mode);
        whole.Fill(ScreenMemory.Strip, Palette.Background);
        TextScreen.Initialize(whole.Within(FramebufferDescription.Margin));
        Emergency = WriteNow;
    }

    /// <summary>Why a display in this mode cannot be drawn; nothing where it can.</summary>
    [NeverThrows]
    public static ReadOnlySpan<byte> WhyNot(scoped in DisplayMode mode) => FramebufferDescription.WhyNot(mode);

    /// <inheritdoc/>
    public int Columns => TextScreen.Columns;

    /// <inheritdoc/>
    public int Rows => TextScreen.Rows;

    /// <inheritdoc/>
    public int CharacterWidth => Font.Width;

    /// <inheritdoc/>
    public int CharacterHeight => Font.Height;

    /// <inheritdoc/>
    public bool HasApplicationCursorKeys => TextScreen.ApplicationCursorKeys;

    /// <inheritdoc/>
    public bool HasReply => TextScreen.HasReply;

    /// <inheritdoc/>
    public TextSink Emergency { get; }

    /// <inheritdoc/>
    public void Write(ReadOnlySpan<byte> text) => TextScreen.Write(text);

    /// <inheritdoc/>
    public void Present() => TextScreen.Present();

    /// <inheritdoc/>
    public int TakeReply(Span<byte> buffer) => TextScreen.TakeReply(buffer);

    [Resident]
    private void WriteNow(ReadOnlySpan<byte> text)
    {
        TextScreen.Write(text);
        TextScreen.Present();
    }
}
