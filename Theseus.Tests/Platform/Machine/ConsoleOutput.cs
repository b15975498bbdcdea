using Theseus.Tests.Platform;

namespace Theseus.Platform.Terminal;

/// <summary>The console's output on the host: what is written is kept.</summary>
internal static class ConsoleOutput
{
    public static int Columns => 100;

    public static int Rows => 30;

    public static void Write(ReadOnlySpan<byte> text) => Machine.Show(text);
}
