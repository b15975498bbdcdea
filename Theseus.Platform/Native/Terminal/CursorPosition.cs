using Theseus.Platform.Interfaces;
using Theseus.Platform.Terminal;

namespace Theseus.Platform.Native.Terminal;

/// <summary>
/// System.Console's question where the cursor is, and the answer to it, which must come: without one the BCL (10.0) takes
/// 256 bytes of its stack for typed text, and once it had one it waits for the next without a limit.
/// </summary>
/// <remarks>
/// The screen answers at once and for certain. Without a screen the question goes to the terminal on the serial line; one
/// that stays silent for a second is not asked again, and the answer is then the top row's second column, the place at
/// which the BCL erases a character in the plainest way.
/// </remarks>
internal static class CursorPosition
{
    private const int AnswerLimitDeciseconds = 10;

    private static bool _isMute;
    private static bool _isDue;
    private static int _taken;
    private static bool _hasSubstitute;

    /// <summary>ECMA-48's DSR 6, as the BCL writes it: in one piece, alone.</summary>
    public static ReadOnlySpan<byte> Request => "\e[6n"u8;

    /// <summary>True while the terminal owes an answer.</summary>
    public static bool IsDue => _isDue;

    /// <summary>True where <see cref="TakeAnswer"/> gives something without waiting.</summary>
    public static bool HasAnswer => DriverTable.Screen is { HasReply: true } || _hasSubstitute;

    private static ReadOnlySpan<byte> Substitute => "\e[1;2R"u8;

    public static void Ask()
    {
        if (DriverTable.Screen is { } screen)
        {
            screen.Write(Request);
        }
        else if (_isMute || NativeTerminal.IsDetached)
        {
            _hasSubstitute = true;
        }
        else
        {
            _isDue = true;
            ConsoleOutput.Write(Request);
        }
    }

    /// <summary>Bytes of an answer that did not come over the serial line; 0 where input is to be read from there.</summary>
    public static int TakeAnswer(Span<byte> buffer)
    {
        var count = DriverTable.Screen?.TakeReply(buffer) ?? 0;
        if (count > 0) return count;
        if (_isDue && !_hasSubstitute && !NativeTerminal.WaitForInput(AnswerLimitDeciseconds))
        {
            _isDue = false;
            _isMute = true;
            _hasSubstitute = true;
        }

        while (_hasSubstitute && count < buffer.Length)
        {
            buffer[count++] = Substitute[_taken++];
            if (_taken < Substitute.Length) continue;
            _taken = 0;
            _hasSubstitute = false;
        }

        return count;
    }

    /// <summary>Sees what comes over the serial line; the answer ends in R.</summary>
    public static void Watch(ReadOnlySpan<byte> input)
    {
        for (var i = 0; i < input.Length; i++)
        {
            if (input[i] == 'R') _isDue = false;
        }
    }

    /// <summary>Forgets what is under way, and that a terminal was silent: another may be connected now.</summary>
    public static void Reset()
    {
        _isMute = _isDue = _hasSubstitute = false;
        _taken = 0;
    }
}
