using Theseus.Memory;
using Theseus.Platform.Interfaces;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Runtime;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Supervision;

namespace Shell;

/// <summary>
/// The prompt. With lines from <c>./theseus exec</c> it runs those and turns the machine off; else it reads lines for
/// ever. Where it has failed it begins anew and goes on: with its statics as they were, or with fresh ones and what it
/// has kept (<see cref="Kept"/>).
/// </summary>
internal static class Program
{
    /// <summary>Of the firmware's: lines for the prompt.</summary>
    private const string StartFile = "opt/theseus/start";

    private static int Main()
    {
        if (SystemServices.ShellRestarts == 0)
        {
            Clock.MarkShell();
        }

        Jobs.TakeUp();
        if (SystemServices.ShellRestarts == 0)
        {
            StartWhatIsWanted();
        }

        byte[]? script = DriverTable.FirmwareConfiguration?.Read(ExecFrames.ScriptFile);
        return script == null ? Prompt.Run() : Script.Run(script);
    }

    /// <summary>Runs the lines that whoever has started the machine wants run before all others.</summary>
    private static void StartWhatIsWanted()
    {
        byte[]? lines = DriverTable.FirmwareConfiguration?.Read(StartFile);
        foreach (string line in System.Text.Encoding.UTF8.GetString(lines ?? []).Split('\n'))
        {
            if (!string.IsNullOrWhiteSpace(line))
            {
                Commands.Run(line);
            }
        }
    }
}

/// <summary>Runs the lines that the host handed over, each with its output framed.</summary>
internal static class Script
{
    public static int Run(byte[] script)
    {
        int status = 0;
        (int next, bool isInLine) = Kept.TakeScript();
        if (!ExecFrames.AreOn)
        {
            ExecFrames.Begin();
        }
        else if (isInLine)
        {
            status = ProgramRunner.Aborted; // of the line in which the shell has failed
            EndLine(next, status);
        }

        string[] lines = System.Text.Encoding.UTF8.GetString(script).Split('\n');
        while (next < lines.Length)
        {
            string line = lines[next++];
            if (line.AsSpan().Trim().IsEmpty)
            {
                continue;
            }

            Kept.KeepScript(next, isInLine: true);
            Jobs.TellEnded();
            status = Commands.Run(line);
            Services.FailIfAsked();
            EndLine(next, status);
        }

        Jobs.EndAll();
        RequireNoLeak();
        return status;
    }

    private static void EndLine(int next, int status)
    {
        Kept.KeepScript(next, isInLine: false);
        ExecFrames.EndLine(status);
    }

    /// <summary>No test ends well whose machine has lost a frame.</summary>
    private static void RequireNoLeak()
    {
        IReadOnlyList<string> findings = MemoryAudit.Run();
        bool programs = Enumerable.Range(0, OwnerTable.Count).Select(OwnerTable.At)
            .Any(owner => (owner.Kind is MemoryKind.Program or MemoryKind.Task || IsOfInstance(owner))
                && owner.Frames + owner.Pages != 0);
        if (findings.Count != 0 || programs)
        {
            string text = string.Join("; ", findings.Append(programs ? "a program that has ended holds memory" : ""));
            Panic.Stop(System.Text.Encoding.UTF8.GetBytes($"the leak detector: {text}"));
        }
    }

    /// <summary>The first instance's heaps have no name.</summary>
    private static bool IsOfInstance(MemoryOwner owner) =>
        owner.Kind is MemoryKind.Heap or MemoryKind.NativeHeap && owner.Name.Length != 0;
}
