using Theseus.Tests.Drivers;

namespace Theseus.Cells.Drivers.Screen;

/// <summary>The screen's memory on the host: what the test's screen has.</summary>
internal static class ScreenMemory
{
    /// <summary>The screen that there is.</summary>
    public static TestScreen? Of { get; set; }

    public static Span<ulong> Words => Of is { } screen ? screen.Words : default;

    public static Span<byte> Strip => Of is { } screen ? screen.Strip : default;

    public static void Show(ulong offset, ReadOnlySpan<byte> pixels) =>
        pixels.CopyTo(Of!.Pixels.Slice((int)offset, pixels.Length));
}
