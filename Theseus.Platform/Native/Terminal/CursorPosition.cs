using Theseus.Platform.Interfaces;
using Theseus.Platform.Terminal;

namespace Theseus.Platform.Native.Terminal;

/// <summary>
/// System.Console's question where the cursor is, and the answer to it, which must come: without one the BCL (10.0)
/// takes 256 bytes of its stack for typed text, and once it had one it waits for the next without a limit.
/// </summary>
/// <remarks>
/// The screen answers at once and for certain. Without a screen the question goes to the terminal on the serial line;
/// one that stays silent for a second is not asked again, and the answer is then the top row's second column, the place
/// at which the BCL erases a character in the plainest way.
/// </remarks>
internal static class CursorPosition
{
    private const int AnswerLimitDeciseconds = 10;

    private static bool s_isMute;
    private static bool s_isDue;
    private static int s_taken;
    private static bool s_hasSubstitute;

    /// <summary>ECMA-48's DSR 6, as the BCL writes it: in one piece, alone.</summary>
    public static ReadOnlySpan<byte> Request => "\e[6n"u8;

    /// <summary>True while the terminal owes an answer.</summary>
    public static bool IsDue => s_isDue;

    /// <summary>True where <see cref="TakeAnswer"/> gives something without waiting.</summary>
    public static bool HasAnswer => DriverTable.Screen is { HasReply: true } || s_hasSubstitute;

    private static ReadOnlySpan<byte> Substitute => "\e[1;2R"u8;

    public static void Ask()
    {
        if (DriverTable.Screen is { } screen)
        {
            screen.Write(Request);
        }
        else if (s_isMute || NativeTerminal.IsDetached)
        {
            s_hasSubstitute = true;
        }
        else
        {
            s_isDue = true;
            ConsoleOutput.Write(Request);
        }
    }

    /// <summary>
    /// Bytes of an answer that did not come over the serial line; 0 where input is to be read from there.
    /// </summary>
    public static int TakeAnswer(Span<byte> buffer)
    {
        int count = DriverTable.Screen?.TakeReply(buffer) ?? 0;
        if (count > 0)
        {
            return count;
        }

        if (s_isDue && !s_hasSubstitute && !NativeTerminal.WaitForInput(AnswerLimitDeciseconds))
        {
            s_isDue = false;
            s_isMute = true;
            s_hasSubstitute = true;
        }

        while (s_hasSubstitute && count < buffer.Length)
        {
            buffer[count++] = Substitute[s_taken++];
            if (s_taken < Substitute.Length)
            {
                continue;
            }

            s_taken = 0;
            s_hasSubstitute = false;
        }

        return count;
    }

    /// <summary>Sees what comes over the serial line; the answer ends in R.</summary>
    public static void Watch(ReadOnlySpan<byte> input)
    {
        for (int i = 0; i < input.Length; i++)
        {
            if (input[i] == 'R')
            {
                s_isDue = false;
            }
        }
    }

    /// <summary>Forgets what is under way, and that a terminal was silent: another may be connected now.</summary>
    public static void Reset()
    {
        s_isMute = s_isDue = s_hasSubstitute = false;
        s_taken = 0;
    }
}
