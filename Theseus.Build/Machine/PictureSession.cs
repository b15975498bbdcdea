using System.Net.Sockets;
using System.Text;

namespace Theseus.Build.Machine;

/// <summary>
/// Boots the ISO without a window, types lines over the serial line as a person would, and saves a picture of the
/// screen once the machine has fallen silent.
/// </summary>
public static class PictureSession
{
    /// <summary>Nothing on the serial line for so long counts as "waiting for input".</summary>
    private static readonly TimeSpan Silence = TimeSpan.FromSeconds(3);

    /// <exception cref="BuildException"><c>NoPicture</c>: the machine said nothing, ended, or has no screen.</exception>
    public static int Run(Workspace workspace, MachineOptions options, IReadOnlyList<string> lines)
    {
        var folder = Directory.CreateTempSubdirectory("theseus-").FullName;
        try
        {
            var (socket, dump) = (Path.Combine(folder, "monitor"), Path.Combine(folder, "screen.ppm"));
            using var emulator = new Emulator(workspace, options with { Headless = true },
                ["-serial", "stdio", "-monitor", $"unix:{socket},server=on,wait=off"], ownsTerminal: false);
            var deadline = DateTime.UtcNow + options.Timeout;
            var boot = Console.OpenStandardError();
            var reading = Task.FromResult(-1);
            var buffer = new byte[4096];
            var said = new StringBuilder();
            var heard = UntilSilent();
            foreach (var line in lines)
            {
                if (emulator.Wait(TimeSpan.Zero) is not null)
                    break;
                emulator.Input.Write(Encoding.UTF8.GetBytes(line + "\r"));
                emulator.Input.Flush();
                heard |= UntilSilent();
            }
            if (emulator.Wait(TimeSpan.Zero) is { } code)
                throw new BuildException("NoPicture", $"the machine ended with {code} before there was a picture; {emulator.Complaints()}");
            if (!heard)
                throw new BuildException("NoPicture", $"the machine said nothing; {emulator.Complaints()}");
            File.WriteAllBytes(options.Screenshot!, Png.FromPpm(Dump(socket, dump)));
            Progress.Say($"picture of the screen: {options.Screenshot}");
            return 0;

            bool UntilSilent()
            {
                var any = false;
                while (DateTime.UtcNow < deadline)
                {
                    if (reading.IsCompleted && reading.Result == -1)
                        reading = emulator.Output.ReadAsync(buffer, 0, buffer.Length);
                    // What firmware and boot loader say before is followed by longer silences.
                    var kernelRuns = said.ToString().Contains(ExecReader.FirstWords, StringComparison.Ordinal);
                    if (!reading.Wait(any && kernelRuns ? Silence : deadline - DateTime.UtcNow) || reading.Result == 0)
                        return any;
                    any = true;
                    boot.Write(buffer, 0, reading.Result);
                    if (!kernelRuns)
                        said.Append(Encoding.ASCII.GetString(buffer, 0, reading.Result));
                    reading = Task.FromResult(-1);
                }
                return any;
            }
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    private static byte[] Dump(string socketPath, string file)
    {
        using var socket = new Socket(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        socket.ReceiveTimeout = 10_000;
        var buffer = new byte[4096];
        UntilPrompt();
        socket.Send(Encoding.ASCII.GetBytes($"screendump {file}\n"));
        UntilPrompt();
        return File.Exists(file) ? File.ReadAllBytes(file) : throw new BuildException("NoPicture", "the machine has no screen");

        void UntilPrompt()
        {
            var text = new StringBuilder();
            while (!text.ToString().EndsWith("(qemu) ", StringComparison.Ordinal))
                text.Append(Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)));
        }
    }
}
