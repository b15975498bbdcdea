using System.Net.Sockets;
using System.Text;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The PS/2 keyboard: keys pressed on the emulated machine reach the line editor, and the line runs.</summary>
public sealed class KeyboardTests
{
    [Fact]
    public void A_line_typed_on_the_keyboard_runs_and_can_be_edited_and_recalled()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        try
        {
            string path = Path.Combine(folder.FullName, "monitor");
            using PromptSession prompt = new("-monitor", $"unix:{path},server=on,wait=off");
            using Socket monitor = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            monitor.Connect(new UnixDomainSocketEndPoint(path));

            Press(monitor, "e", "c", "h", "o", "spc", "shift-k", "e", "x", "backspace", "y", "s", "ret");
            prompt.Await("\nKeys\r\n");
            Press(monitor, "up", "2", "ret");
            prompt.Await("\nKeys2\r\n");

            Press(monitor, "s", "p", "i", "n", "ret");
            prompt.Await("\nspinning\r\n");
            Press(monitor, "ctrl-c");
            prompt.Await("^C\r\n");
            Press(monitor, "e", "c", "h", "o", "spc", "3", "ret");
            prompt.Await("\n3\r\n");

            prompt.Forget();
            Press(monitor, "s", "p", "i", "n", "ret");
            prompt.Await("\nspinning\r\n");
            Press(monitor, "ctrl-z");
            prompt.Await("[1]+ Stopped    spin\r\n");
            Press(monitor, "b", "g", "ret");
            prompt.Await("[1] spin &\r\n");
            Press(monitor, "f", "g", "ret");
            prompt.Await("\nspin\r\n");
            Press(monitor, "ctrl-c");
            prompt.Await("^C\r\n");
            Press(monitor, "j", "o", "b", "s", "ret", "e", "c", "h", "o", "spc", "4", "ret");
            prompt.Await("\n4\r\n");
            Assert.DoesNotContain("Running", prompt.Heard);

            // One that waits to read is unwound; what is typed meanwhile is the prompt's.
            prompt.Forget();
            Press(monitor, "c", "e", "l", "l", "c", "h", "e", "c", "k", "spc");
            Press(monitor, "r", "e", "a", "d", "spc", "shift-7", "ret");
            prompt.Await("\n[1] ");
            Press(monitor, "e", "c", "h", "o", "spc", "5", "ret");
            prompt.Await("\n5\r\n");
            Press(monitor, "k", "i", "l", "l", "spc", "c", "e", "l", "l", "c", "h", "e", "c", "k", "ret");
            prompt.Await("[1]  Killed     cellcheck read &\r\n");
            Assert.Contains("finally\r\n", prompt.Heard);
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
}
