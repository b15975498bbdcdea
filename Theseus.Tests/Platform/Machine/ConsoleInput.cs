using Theseus.Tests.Platform;

namespace Theseus.Platform.Terminal;

/// <summary>The console's input on the host: what a test has typed.</summary>
internal static class ConsoleInput
{
    public static bool IsReady => Machine.HasInput;

    public static int Read(Span<byte> buffer) => Machine.Take(buffer);
}
