using Theseus.Memory;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// The memory of the one screen: its display's pixels, its grids, and the strip that text is drawn into. Allocates
/// nothing.
/// </summary>
internal static class ScreenMemory
{
    private static DevicePages s_pixels;
    private static MappedPages<ReadWrite> s_words;
    private static MappedPages<ReadWrite> s_strip;

    /// <summary>The grids' words; none where they are not there.</summary>
    [View]
    public static Span<ulong> Words =>
        s_words.TryAsSpan(0, s_words.Length / sizeof(ulong), out Span<ulong> words) == MemoryError.None ? words
        : default;

    /// <summary>The strip; empty where it is not there.</summary>
    [View]
    public static Span<byte> Strip => s_strip.TryAsSpan(0, s_strip.Length, out Span<byte> strip) == MemoryError.None
        ? strip : default;

    /// <summary>True once there is memory.</summary>
    public static bool IsTaken => s_words.IsHeld;

    /// <summary>Takes the display's, for good, and as much as the rest needs in a mode that was judged.</summary>
    /// <exception cref="OutOfMemoryException">There is not so much; then nothing is taken.</exception>
    public static void Take([Moves] DevicePages pixels, in DisplayMode mode)
    {
        s_pixels = pixels;
        try
        {
            Framebuffer whole = new(mode);
            s_words = MappedPages.Allocate(
                (ulong)TextScreen.WordsNeeded(whole.Within(FramebufferDescription.Margin)) * sizeof(ulong));
            s_strip = MappedPages.Allocate((ulong)whole.StripBytes);
        }
        catch (OutOfMemoryException)
        {
            s_words.Dispose();
            s_pixels.Dispose();
            throw;
        }
    }

    /// <summary>Writes pixels to the display. What would lie beyond its memory is not written.</summary>
    public static void Show(ulong offset, ReadOnlySpan<byte> pixels) => s_pixels.TryWrite(offset, pixels);
}
