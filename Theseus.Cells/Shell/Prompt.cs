using System.Globalization;
using System.Text;
using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Tasks.Scheduling;
using Theseus.Tasks.Supervision;

namespace Shell;

/// <summary>Reads lines from the console with editing and history, and runs them.</summary>
internal static class Prompt
{
    private const string Text = "\x1b[1;32mtheseus\x1b[0m> ";

    private static readonly TimeSpan s_settled = TimeSpan.FromMilliseconds(30);

    public static int Run()
    {
        if (SystemServices.ShellRestarts == 0)
        {
            Greet();
        }

        ILineEditor editor = DriverTable.LineEditor!;
        editor.Completer = Complete;
        Kept.GiveLines(editor);
        byte[] input = new byte[64];
        while (true)
        {
            Jobs.TellEnded();
            if (ReadLine(editor, input) is not { } line)
            {
                continue;
            }

            Kept.Lines(editor);
            int status = Commands.Run(line);
            Services.FailIfAsked();
            if (status != 0)
            {
                ConsoleOutput.Write(Encoding.UTF8.GetBytes($"\x1b[31m[status {status}]\x1b[0m\n"));
            }
        }
    }

    private static void Greet() => ConsoleOutput.Write(Encoding.UTF8.GetBytes(string.Create(
        CultureInfo.InvariantCulture,
        $"\x1b[1mTheseus\x1b[0m, an operating system in C#. {FrameAllocator.RamFrames * Frame.Bytes >> 20} MiB, "
            + $"booted in {Clock.BootTime.TotalSeconds:F2} s. 'help' lists the commands.\n\n")));

    /// <summary>A line that holds something, or null.</summary>
    private static string? ReadLine(ILineEditor editor, byte[] input)
    {
        using (TurnHold.Take()) // nothing is written between the two
        {
            editor.Begin(Text);
            EditedLine.Begin();
        }

        try
        {
            return ReadBegun(editor, input);
        }
        finally
        {
            EditedLine.End();
        }
    }

    private static string? ReadBegun(ILineEditor editor, byte[] input)
    {
        while (true)
        {
            int count = ConsoleInput.Read(input.AsSpan(0, 1));
            if (count == ConsoleInput.Disturbed)
            {
                Thread.Sleep(s_settled); // whoever writes, writes more than one line
            }

            if (EditedLine.IsDisturbed)
            {
                using TurnHold hold = TurnHold.Take();
                ConsoleOutput.Write(EditedLine.Resume());
                editor.ShowAgain();
            }

            for (int i = 0; i < count; i++)
            {
                switch (editor.Feed(input[i]))
                {
                    case LineEvent.Accepted:
                        return string.IsNullOrWhiteSpace(editor.Line) ? null : editor.Line;
                    case LineEvent.Cancelled:
                    case LineEvent.EndOfInput:
                        return null;
                }
            }
        }
    }

    private static Completion Complete(string beforeCursor)
    {
        int start = beforeCursor.LastIndexOf(' ') + 1;
        if (start != 0)
        {
            return new Completion(start, []);
        }

        List<string> candidates = [.. Apps.Names.Concat(Commands.Names)
            .Where(name => name.StartsWith(beforeCursor, StringComparison.Ordinal)).Order()];
        return new Completion(0, candidates);
    }
}
