using System.Text;
using Theseus.Build;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Debugging;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Somebody at the serial line of a machine that was booted without a script.</summary>
internal sealed class PromptSession : IDisposable
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    private readonly Emulator _emulator;
    private readonly StringBuilder _heard = new();

    /// <summary>Boots to the prompt.</summary>
    /// <param name="devices">What QEMU is told beside the serial line.</param>
    public PromptSession(params IEnumerable<string> devices)
        : this(new MachineOptions(), devices)
    {
    }

    /// <summary>Boots a machine of a kind to the prompt.</summary>
    public PromptSession(MachineOptions options, params IEnumerable<string> devices)
    {
        _emulator = new Emulator(Workspace.Find(), options with { Headless = true },
            ["-serial", "stdio", .. devices], ownsTerminal: false);
        Hear("> ");
    }

    /// <summary>Stops the machine, and has its memory in hand; of a machine that has a debugger's stub.</summary>
    public DebuggerStub ConnectDebugger() => _emulator.ConnectDebugger(TimeSpan.FromMinutes(1));

    /// <summary>What has come and was not taken or forgotten.</summary>
    public string Heard => _heard.ToString();

    /// <summary>Forgets what has come.</summary>
    public void Forget() => _heard.Clear();

    /// <summary>Enters a line, and waits until a text has come.</summary>
    public void Enter(string line, string answer)
    {
        Forget();
        Type($"{line}\r");
        Hear(answer);
    }

    /// <summary>Presses keys.</summary>
    public void Type(string text)
    {
        _emulator.Input.Write(Encoding.ASCII.GetBytes(text));
        _emulator.Input.Flush();
    }

    /// <summary>Waits until a text has come, and takes all up to its end; what came before it.</summary>
    public string Hear(string text)
    {
        int at = Await(text);
        string before = _heard.ToString(0, at);
        _heard.Remove(0, at + text.Length);
        return before;
    }

    /// <summary>Waits until a text has come, or is among what has; where it begins.</summary>
    public int Await(string text)
    {
        using CancellationTokenSource limit = new(s_patience);
        byte[] buffer = new byte[4096];
        int at;
        while ((at = _heard.ToString().IndexOf(text, StringComparison.Ordinal)) < 0)
        {
            int read = 0;
            try
            {
                read = _emulator.Output.ReadAsync(buffer, limit.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                // Falls to the assertion: the serial log tells more than the exception.
            }

            Assert.True(read > 0, $"no '{text.Trim()}' came over the serial line; what came:\n{_heard}");
            _heard.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }

        return at;
    }

    public void Dispose() => _emulator.Dispose();
}
