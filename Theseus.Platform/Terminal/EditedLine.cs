using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Terminal;

/// <summary>
/// The line that is being edited at the prompt, as far as others have to make room for it: what a program beside the
/// prompt writes takes the prompt's row, and the prompt is shown again below.
/// </summary>
internal static class EditedLine
{
    private static bool s_isShown;
    private static bool s_isDisturbed;
    private static bool s_isInRow; // what was written has not ended its row

    /// <summary>Something was written since the line was shown; whoever edits it shows it again.</summary>
    public static bool IsDisturbed => s_isDisturbed;

    /// <summary>From now on a line is edited, by the program at the keyboard.</summary>
    public static void Begin() => (s_isShown, s_isDisturbed) = (true, false);

    /// <summary>It is over.</summary>
    public static void End() => (s_isShown, s_isDisturbed) = (false, false);

    /// <summary>What stands between what was written and the line that is to be shown again.</summary>
    public static ReadOnlySpan<byte> Resume()
    {
        s_isDisturbed = false;
        return s_isInRow ? "\n"u8 : [];
    }

    /// <summary>
    /// What comes before a text of the running program, so that it does not stand in the line. The turn is held.
    /// </summary>
    public static ReadOnlySpan<byte> MakeRoomFor(ReadOnlySpan<byte> text)
    {
        if (!s_isShown || text.IsEmpty || ProgramTable.IsAtKeyboard)
        {
            return [];
        }

        s_isInRow = text[^1] != '\n';
        if (s_isDisturbed)
        {
            return [];
        }

        s_isDisturbed = true;
        bool on = Scheduler.TurnOff();
        InputWait.OnInput(); // who edits the line waits for keys
        Scheduler.TurnOn(on);
        return "\r\e[J"u8;
    }
}
