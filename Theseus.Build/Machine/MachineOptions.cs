namespace Theseus.Build.Machine;

/// <summary>The emulated machine: what <c>run</c> and <c>exec</c> can choose.</summary>
public sealed record MachineOptions
{
    public bool Uefi { get; init; }
    public int MemoryMiB { get; init; } = 128;
    public string Cpu { get; init; } = "max";
    /// <summary>
    /// A display device by QEMU's name for it, with its properties: <c>VGA</c>, <c>cirrus-vga,vgamem_mb=1</c>;
    /// <c>none</c> for none.
    /// </summary>
    public string Display { get; init; } = "VGA";
    /// <summary>Use the host's virtualisation, if it has any; else everything is emulated.</summary>
    public bool Kvm { get; init; }
    public bool Headless { get; init; }
    /// <summary>PNG file for a picture of the screen at the end; null for none.</summary>
    public string? Screenshot { get; init; }
    /// <summary>Wait for a debugger on port 1234 before the first instruction.</summary>
    public bool WaitForDebugger { get; init; }
    /// <summary>
    /// A debugger's stub listens, for <see cref="Emulator.ConnectDebugger"/>; the machine does not wait for it.
    /// </summary>
    public bool HasDebuggerStub { get; init; }
    /// <summary>
    /// It has a second serial port, by which it can be led on (<see cref="Evolving.EvolutionLine"/>), at this socket;
    /// null for none.
    /// </summary>
    public string? EvolutionSocket { get; init; }

    /// <summary>Source files that are saved while it runs change it (<see cref="Evolving.EvolutionWatch"/>).</summary>
    public bool IsWatched { get; init; }

    /// <summary>
    /// One CPU whose time-stamp counter, and every clock, ticks once an instruction: the same run each time.
    /// </summary>
    public bool CountInstructions { get; init; }
    public TimeSpan Timeout { get; init; } = TimeSpan.FromSeconds(120);

    /// <summary>Takes one option, and its value where it has one, off the arguments.</summary>
    /// <returns>null if <paramref name="arguments"/> does not start with an option of the machine.</returns>
    /// <exception cref="BuildException"><c>BadOption</c>: its value is missing or makes no sense.</exception>
    public MachineOptions? Take(ref ReadOnlySpan<string> arguments)
    {
        string option = arguments[0];
        bool takesValue = option is "--memory" or "--cpu" or "--display" or "--screenshot" or "--timeout";
        if (takesValue && arguments.Length < 2)
        {
            throw new BuildException("BadOption", $"{option} needs a value");
        }

        string value = takesValue ? arguments[1] : "";
        MachineOptions? result = option switch
        {
            "--uefi" => this with { Uefi = true },
            "--kvm" => this with { Kvm = true },
            "--headless" => this with { Headless = true },
            "--icount" => this with { CountInstructions = true },
            "--watch" => this with { IsWatched = true },
            "--gdb" => this with { WaitForDebugger = true },
            "--memory" => this with { MemoryMiB = Number(option, value) },
            "--timeout" => this with { Timeout = TimeSpan.FromSeconds(Number(option, value)) },
            "--display" => this with { Display = value },
            "--cpu" => this with { Cpu = value },
            "--screenshot" => this with { Screenshot = Path.GetFullPath(value) },
            _ => null,
        };
        if (result is not null)
        {
            arguments = arguments[(takesValue ? 2 : 1)..];
        }

        return result;
    }

    private static int Number(string option, string value) => int.TryParse(value, out int number) && number > 0 ? number
        : throw new BuildException("BadOption", $"{option} needs a positive number, not '{value}'");
}
