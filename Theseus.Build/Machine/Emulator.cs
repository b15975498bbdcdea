using System.Diagnostics;
using Theseus.Build.Machine.Debugging;

namespace Theseus.Build.Machine;

/// <summary>A running QEMU. Whatever happens to us (an exception, Ctrl-C, a kill), it does not outlive us.</summary>
public sealed class Emulator : IDisposable
{
    private const string Firmware = "/usr/share/OVMF/OVMF_CODE.fd", FirmwareVariables = "/usr/share/OVMF/OVMF_VARS.fd";

    private readonly Process _process;
    private readonly string _folder;
    private readonly EndingSignals _signals;
    private readonly MachineMonitor _monitor;

    /// <param name="workspace">Holds the ISO to boot.</param>
    /// <param name="options">The machine.</param>
    /// <param name="arguments">More of QEMU's arguments, serial port included.</param>
    /// <param name="ownsTerminal">QEMU reads and writes our terminal; else its output is collected.</param>
    public Emulator(Workspace workspace, MachineOptions options, IEnumerable<string> arguments, bool ownsTerminal)
    {
        _folder = Directory.CreateTempSubdirectory("theseus-").FullName;
        ProcessStartInfo start = new("qemu-system-x86_64")
        {
            UseShellExecute = false,
            RedirectStandardInput = !ownsTerminal,
            RedirectStandardOutput = !ownsTerminal,
            RedirectStandardError = !ownsTerminal,
        };
        string monitor = Path.Combine(_folder, "qmp");
        _monitor = new MachineMonitor(monitor);
        foreach (string argument in Machine(workspace, options).Concat(arguments).Concat(SecondSerialPort(options))
            .Concat(["-qmp", $"unix:{monitor},server=on,wait=off"]))
        {
            start.ArgumentList.Add(argument);
        }

        _signals = new EndingSignals(OnSignal);
        try
        {
            _process = Process.Start(start)!;
        }
        catch (System.ComponentModel.Win32Exception e)
        {
            throw new BuildException("ToolMissing", $"qemu-system-x86_64 cannot be run: {e.Message}", e);
        }
    }

    private string DebuggerSocket => Path.Combine(_folder, "gdb");

    public Stream Input => _process.StandardInput.BaseStream;

    public Stream Output => _process.StandardOutput.BaseStream;

    /// <summary>CPU time that it has used so far.</summary>
    public TimeSpan CpuTime
    {
        get
        {
            _process.Refresh();
            return _process.HasExited ? TimeSpan.Zero : _process.TotalProcessorTime;
        }
    }

    /// <summary>Bytes that the machine has read from its drives; null where it does not answer.</summary>
    public long? BytesRead() => _monitor.BytesRead();

    /// <summary>Has its monitor do something (QEMU's human monitor): what it answers, null where it does not.</summary>
    public string? Monitor(string command) => _monitor.Human(command);

    /// <summary>
    /// Connects to the debugger's stub of a machine that has one (<see cref="MachineOptions.HasDebuggerStub"/>); the
    /// machine stops until it is told to go on.
    /// </summary>
    /// <exception cref="DebuggerException">Nobody answers.</exception>
    public DebuggerStub ConnectDebugger(TimeSpan patience) => DebuggerStub.Connect(DebuggerSocket, patience);

    /// <summary>What QEMU itself complains about.</summary>
    public string Complaints()
    {
        Task<string> text = _process.StandardError.ReadToEndAsync();
        return text.Wait(TimeSpan.FromSeconds(2)) ? text.Result.Trim() : "";
    }

    /// <summary>Exit code, or null if it is still running after <paramref name="timeout"/>.</summary>
    public int? Wait(TimeSpan timeout) => _process.WaitForExit(timeout) ? _process.ExitCode : null;

    public void Kill()
    {
        if (!_process.HasExited)
        {
            _process.Kill(entireProcessTree: true);
        }
    }

    public void Dispose()
    {
        _signals.Dispose();
        _monitor.Dispose();
        Kill();
        _process.WaitForExit();
        _process.Dispose();
        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private void OnSignal()
    {
        // In an interactive run Ctrl-C never comes here, it is the guest's.
        Kill();
        Directory.Delete(_folder, recursive: true);
    }

    /// <summary>Behind the first: their order says which is which.</summary>
    private static IEnumerable<string> SecondSerialPort(MachineOptions options) => options.EvolutionSocket is { } socket
        ? ["-chardev", $"socket,id=evolution,path={socket},server=on,wait=off", "-serial", "chardev:evolution"] : [];

    private IEnumerable<string> Machine(Workspace workspace, MachineOptions options)
    {
        yield return "-nodefaults";
        yield return "-no-user-config";
        yield return "-machine";
        yield return options is { Kvm: true, CountInstructions: false } && File.Exists("/dev/kvm") ? "pc,accel=kvm:tcg"
            : "pc,accel=tcg";
        yield return "-cpu";
        yield return options.Cpu;
        yield return "-m";
        yield return $"{options.MemoryMiB}";
        yield return "-vga";
        yield return "none";
        if (options.Display != "none")
        {
            yield return "-device";
            yield return options.Display;
        }

        yield return "-no-reboot";
        yield return "-device";
        yield return "isa-debug-exit,iobase=0xf4,iosize=4";
        yield return "-drive";
        yield return $"file={workspace.Iso},format=raw,media=cdrom,readonly=on";
        yield return "-boot";
        yield return "d";
        if (options.CountInstructions)
        {
            yield return "-smp";
            yield return "1";
            yield return "-icount";
            yield return "shift=0,sleep=off"; // 2^0 ns an instruction; waiting takes no time of ours
        }

        if (options.WaitForDebugger)
        {
            yield return "-gdb";
            yield return "tcp:127.0.0.1:1234"; // whoever reaches it owns the machine: nobody from outside
            yield return "-S";
        }

        if (options.HasDebuggerStub)
        {
            yield return "-gdb";
            yield return $"unix:{DebuggerSocket},server=on,wait=off"; // in a folder of our own: nobody else reaches it
        }

        if (options.Headless)
        {
            yield return "-display";
            yield return "none";
        }

        if (!options.Uefi)
        {
            yield break;
        }

        if (!File.Exists(Firmware))
        {
            throw new BuildException("FirmwareMissing", $"{Firmware} is not there: install Debian's package ovmf");
        }

        string variables = Path.Combine(_folder, "vars.fd");
        File.Copy(FirmwareVariables, variables);
        yield return "-drive";
        yield return $"if=pflash,format=raw,unit=0,readonly=on,file={Firmware}";
        yield return "-drive";
        yield return $"if=pflash,format=raw,unit=1,file={variables}";
    }
}
