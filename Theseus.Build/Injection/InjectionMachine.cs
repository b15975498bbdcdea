using System.Diagnostics;
using System.Security.Cryptography;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Debugging;

namespace Theseus.Build.Injection;

/// <summary>
/// A machine that runs the workload, counts instructions, and goes back to the same moment again and again: a snapshot
/// that QEMU has taken of it. The snapshot is kept with the build, so that a fault comes to the same another day.
/// </summary>
public sealed class InjectionMachine : IDisposable
{
    /// <summary>The workload says what came out of a round: by the map's name.</summary>
    private const string RoundEnds = "Workload_Theseus_Cells_Workload_Client__Say";

    private const string Snapshot = "begin";
    private const int RoundsBefore = 12;
    private const int MemoryMiB = 128;

    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_boot = TimeSpan.FromMinutes(5);
    private static readonly TimeSpan s_look = TimeSpan.FromMilliseconds(2);

    private readonly Emulator _emulator;
    private readonly Thread _reading;
    private readonly Lock _lock = new();
    private readonly MemoryStream _said = new();
    private bool _hasEnded;

    private InjectionMachine(Workspace workspace, string drive, string script, params string[] arguments)
    {
        MachineOptions options = new()
        {
            MemoryMiB = MemoryMiB, Headless = true, HasDebuggerStub = true, CountInstructions = true,
        };
        _emulator = new Emulator(workspace, options, [.. ExecSession.ArgumentsOf(script),
            "-drive", $"if=none,id=snapshots,file={drive},format=qcow2", "-rtc", "base=2026-01-01T00:00:00,clock=vm", "-seed", "1", .. arguments], ownsTerminal: false);
        _reading = new Thread(Read) { IsBackground = true };
        _reading.Start();
        Stub = _emulator.ConnectDebugger(s_patience);
    }

    /// <summary>Stops it, and has its memory and registers in hand.</summary>
    public DebuggerStub Stub { get; }

    /// <summary>The machine has ended: it was reset, or turned itself off.</summary>
    public bool HasEnded
    {
        get
        {
            lock (_lock)
            {
                return _hasEnded;
            }
        }
    }

    /// <summary>
    /// A machine with a snapshot, which is taken now where the last one was of another build.
    /// </summary>
    /// <param name="workspace">Holds the ISO and its map.</param>
    /// <param name="folder">Where the snapshot is kept.</param>
    /// <param name="map">That map.</param>
    /// <param name="linesBefore">How many lines of the script had ended when the snapshot was taken.</param>
    /// <exception cref="BuildException"><c>NoSnapshot</c>: QEMU says why, or the workload did not come to
    /// it.</exception>
    public static InjectionMachine Open(Workspace workspace, string folder, WorldMap map, out int linesBefore)
    {
        Directory.CreateDirectory(folder);
        string script = Path.Combine(folder, "script.txt");
        string drive = Path.Combine(folder, "snapshot.qcow2");
        string stamp = Path.Combine(folder, "snapshot.txt");
        string build = Stamp(workspace);
        if (!File.Exists(stamp) || File.ReadAllLines(stamp) is not [var of, var lines] || of != build)
        {
            File.Delete(stamp);
            File.WriteAllText(script, string.Join('\n', InjectionScript.Lines));
            SnapshotDrive.Write(drive);
            using InjectionMachine machine = new(workspace, drive, script);
            lines = $"{machine.TakeSnapshot(map.AddressOf(RoundEnds))}";
            File.WriteAllLines(stamp, [build, lines]);
        }

        linesBefore = int.Parse(lines, System.Globalization.CultureInfo.InvariantCulture);
        return new InjectionMachine(workspace, drive, script, "-S");
    }

    /// <summary>Goes back to the snapshot. The machine is stopped there, and what it has said is forgotten.</summary>
    /// <exception cref="BuildException"><c>NoSnapshot</c></exception>
    public void Restore()
    {
        Stub.Stop();
        Monitor($"loadvm {Snapshot}");
        long seen;
        do
        {
            seen = Said;
            Thread.Sleep(s_look);
        }
        while (Said != seen);
        Take();
    }

    /// <summary>What it has said since it was asked last.</summary>
    public byte[] Take()
    {
        lock (_lock)
        {
            byte[] all = _said.ToArray();
            _said.SetLength(0);
            return all;
        }
    }

    /// <summary>Writes the code that is translated from now on into a file, or no more where there is none.</summary>
    public void LogCode(string? path)
    {
        if (path is not null)
        {
            Monitor($"logfile {path}");
        }

        Monitor(path is null ? "log none" : "log in_asm");
    }

    /// <summary>Lets it run until it comes to a breakpoint.</summary>
    /// <param name="isOver">Asked every few milliseconds: true where it is not to be waited for any longer.</param>
    /// <returns>False if it did not come there.</returns>
    public bool RunToStop(Func<bool> isOver)
    {
        Stub.Continue();
        while (!Stub.HasStopped(s_look))
        {
            if (HasEnded || isOver())
            {
                return false;
            }
        }

        return true;
    }

    public void Dispose()
    {
        Stub.Dispose();
        _emulator.Dispose();
        _reading.Join();
        _said.Dispose();
    }

    private long Said
    {
        get
        {
            lock (_lock)
            {
                return _said.Length;
            }
        }
    }

    private static string Stamp(Workspace workspace)
    {
        using FileStream iso = File.OpenRead(workspace.Iso);
        byte[] script = System.Text.Encoding.UTF8.GetBytes(string.Join('\n', InjectionScript.Lines));
        return $"{Convert.ToHexString(SHA256.HashData(iso))} {Convert.ToHexString(SHA256.HashData(script))}";
    }

    /// <summary>Lets the workload come into its stride, and keeps that moment; lines that had ended by then.</summary>
    private int TakeSnapshot(ulong roundEnds)
    {
        Stopwatch clock = Stopwatch.StartNew();
        Stub.SetBreakpoint(roundEnds);
        for (int i = 0; i < RoundsBefore; i++)
        {
            if (!RunToStop(() => clock.Elapsed > s_boot))
            {
                throw new BuildException("NoSnapshot",
                    $"the workload did not come to its round {i + 1}; the machine said: "
                        + System.Text.Encoding.UTF8.GetString(Take()));
            }

            if (i + 1 < RoundsBefore)
            {
                Stub.Step();
            }
        }

        Stub.ClearBreakpoint(roundEnds);
        Monitor($"savevm {Snapshot}");
        ExecReader reader = new(Stream.Null, Stream.Null);
        reader.Feed(Take());
        return reader.Lines.Count;
    }

    private void Monitor(string command)
    {
        if (_emulator.Monitor(command) is var answer and not "")
        {
            throw new BuildException("NoSnapshot", $"QEMU says to '{command}': {answer ?? "nothing"}");
        }
    }

    private void Read()
    {
        byte[] buffer = new byte[64 << 10];
        int count;
        while ((count = _emulator.Output.Read(buffer)) > 0)
        {
            lock (_lock)
            {
                _said.Write(buffer, 0, count);
            }
        }

        lock (_lock)
        {
            _hasEnded = true;
        }
    }
}
