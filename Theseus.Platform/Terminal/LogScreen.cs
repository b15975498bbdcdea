using Theseus.Format;
using Theseus.Platform.Interfaces;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Platform.Terminal;

/// <summary>Shows the kernel's log, and with it a panic, on the screen.</summary>
internal static class LogScreen
{
    private static TextSink? s_sink;

    /// <summary>
    /// From now on; first comes what was logged before. Here, and not in the panic, the interface is called.
    /// </summary>
    public static void Attach(ITextTerminal screen)
    {
        s_sink = screen.Emergency;
        Attach();
    }

    // SAFETY: the function is a static method.
    private static unsafe void Attach() => KernelLog.AttachScreen(&Write);

    // SAFETY: the log gives its text with its length.
    [Resident]
    private static unsafe void Write(byte* text, nuint length) => s_sink!(new ReadOnlySpan<byte>(text, (int)length));
}
