using System.Net.Sockets;
using System.Text;
using Theseus.Build;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The PS/2 keyboard: keys pressed on the emulated machine reach the line editor, and the line runs.</summary>
public sealed class KeyboardTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromMinutes(5);

    [Fact]
    public void A_line_typed_on_the_keyboard_runs_and_can_be_edited_and_recalled()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string path = Path.Combine(folder.FullName, "monitor");
            using Emulator emulator = new(Workspace.Find(), new MachineOptions { Headless = true },
                ["-serial", "stdio", "-monitor", $"unix:{path},server=on,wait=off"], ownsTerminal: false);
            StringBuilder heard = new();
            WaitFor(emulator, heard, "> ");
            using Socket monitor = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            monitor.Connect(new UnixDomainSocketEndPoint(path));

            Press(monitor, "e", "c", "h", "o", "spc", "shift-k", "e", "x", "backspace", "y", "s", "ret");
            WaitFor(emulator, heard, "\nKeys\r\n");
            Press(monitor, "up", "2", "ret");
            WaitFor(emulator, heard, "\nKeys2\r\n");

            Press(monitor, "s", "p", "i", "n", "ret");
            WaitFor(emulator, heard, "\nspinning\r\n");
            Press(monitor, "ctrl-c");
            WaitFor(emulator, heard, "^C\r\n");
            Press(monitor, "e", "c", "h", "o", "spc", "3", "ret");
            WaitFor(emulator, heard, "\n3\r\n");

            heard.Clear();
            Press(monitor, "s", "p", "i", "n", "ret");
            WaitFor(emulator, heard, "\nspinning\r\n");
            Press(monitor, "ctrl-z");
            WaitFor(emulator, heard, "[1]+ Stopped    spin\r\n");
            Press(monitor, "b", "g", "ret");
            WaitFor(emulator, heard, "[1] spin &\r\n");
            Press(monitor, "f", "g", "ret");
            WaitFor(emulator, heard, "\nspin\r\n");
            Press(monitor, "ctrl-c");
            WaitFor(emulator, heard, "^C\r\n");
            Press(monitor, "j", "o", "b", "s", "ret", "e", "c", "h", "o", "spc", "4", "ret");
            WaitFor(emulator, heard, "\n4\r\n");
            Assert.DoesNotContain("Running", heard.ToString());

            // One that waits to read is unwound; what is typed meanwhile is the prompt's.
            heard.Clear();
            Press(monitor, "c", "e", "l", "l", "c", "h", "e", "c", "k", "spc");
            Press(monitor, "r", "e", "a", "d", "spc", "shift-7", "ret");
            WaitFor(emulator, heard, "\n[1] ");
            Press(monitor, "e", "c", "h", "o", "spc", "5", "ret");
            WaitFor(emulator, heard, "\n5\r\n");
            Press(monitor, "k", "i", "l", "l", "spc", "c", "e", "l", "l", "c", "h", "e", "c", "k", "ret");
            WaitFor(emulator, heard, "[1]  Killed     cellcheck read &\r\n");
            Assert.Contains("finally\r\n", heard.ToString());
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static void Press(Socket monitor, params ReadOnlySpan<string> keys)
    {
        foreach (string key in keys)
        {
            monitor.Send(Encoding.ASCII.GetBytes($"sendkey {key} 20\n"));
            Thread.Sleep(100); // QEMU holds a key for 20 ms of the guest's time before it takes the next
        }
    }

    private static void WaitFor(Emulator emulator, StringBuilder heard, string text)
    {
        using CancellationTokenSource limit = new(s_patience);
        byte[] buffer = new byte[4096];
        while (!heard.ToString().Contains(text, StringComparison.Ordinal))
        {
            int read = 0;
            try
            {
                read = emulator.Output.ReadAsync(buffer, limit.Token).AsTask().GetAwaiter().GetResult();
            }
            catch (OperationCanceledException)
            {
                // Falls to the assertion: the serial log tells more than the exception.
            }

            Assert.True(read > 0, $"no '{text.Trim()}' came over the serial line; what came:\n{heard}");
            heard.Append(Encoding.UTF8.GetString(buffer, 0, read));
        }
    }
}
