using Theseus.Memory;
using Theseus.Platform.Console;
using Theseus.Runtime;

namespace Theseus.Platform.Terminal;

/// <summary>The console's input: what is typed, on the keyboard or at the other end of the serial line, and the terminal's answers.</summary>
internal static class ConsoleInput
{
    /// <summary>True where <see cref="Read"/> gives something without waiting.</summary>
    public static bool IsReady => InputRing.Count > 0 || TextScreen.HasReply;

    /// <summary>Takes input, waiting for at least one byte. Returns the number of bytes; 0 only for no room.</summary>
    public static int Read(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return 0;
        }

        while (true)
        {
            int count = TextScreen.TakeReply(buffer);
            if (count == 0)
            {
                count = InputRing.Read(buffer);
            }

            if (count > 0)
            {
                return count;
            }

            TextScreen.Present();
            FinalizerContext.RunPending();
            Wait();
        }
    }

    /// <summary>Halts until an interrupt, unless there is input: one that comes after the question ends the halt.</summary>
    private static void Wait()
    {
        Cpu.DisableInterrupts();
        if (IsReady)
        {
            Cpu.EnableInterrupts();
            return;
        }

        Cpu.WaitForInterrupt();
    }
}
