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
    private static readonly TimeSpan s_silence = TimeSpan.FromSeconds(3);

    /// <exception cref="BuildException"><c>NoPicture</c>: the machine said nothing, ended, or has no
    /// screen.</exception>
    public static int Run(Workspace workspace, MachineOptions options, IReadOnlyList<string> lines)
    {
        string folder = Directory.CreateTempSubdirectory("theseus-").FullName;
        try
        {
            (string socket, string dump) = (Path.Combine(folder, "monitor"), Path.Combine(folder, "screen.ppm"));
            using Emulator emulator = new(workspace, options with { Headless = true },
                ["-serial", "stdio", "-monitor", $"unix:{socket},server=on,wait=off"], ownsTerminal: false);
            DateTime deadline = DateTime.UtcNow + options.Timeout;
            Stream boot = Console.OpenStandardError();
            Task<int> reading = Task.FromResult(-1);
            byte[] buffer = new byte[4096];
            StringBuilder said = new();
            bool heard = UntilSilent();
            foreach (string line in lines)
            {
                if (emulator.Wait(TimeSpan.Zero) is not null)
                {
                    break;
                }

                emulator.Input.Write(Encoding.UTF8.GetBytes(line + "\r"));
                emulator.Input.Flush();
                heard |= UntilSilent();
            }

            if (emulator.Wait(TimeSpan.Zero) is { } code)
            {
                throw new BuildException("NoPicture",
                    $"the machine ended with {code} before there was a picture; {emulator.Complaints()}");
            }

            if (!heard)
            {
                throw new BuildException("NoPicture", $"the machine said nothing; {emulator.Complaints()}");
            }

            File.WriteAllBytes(options.Screenshot!, Png.FromPpm(Dump(socket, dump)));
            Progress.Say($"picture of the screen: {options.Screenshot}");
            return 0;

            bool UntilSilent()
            {
                bool any = false;
                while (DateTime.UtcNow < deadline)
                {
                    if (reading.IsCompleted && reading.Result == -1)
                    {
                        reading = emulator.Output.ReadAsync(buffer, 0, buffer.Length);
                    }

                    // What firmware and boot loader say before is followed by longer silences.
                    bool kernelRuns = said.ToString().Contains(ExecReader.FirstWords, StringComparison.Ordinal);
                    if (!reading.Wait(any && kernelRuns ? s_silence : deadline - DateTime.UtcNow)
                        || reading.Result == 0)
                    {
                        return any;
                    }

                    any = true;
                    boot.Write(buffer, 0, reading.Result);
                    if (!kernelRuns)
                    {
                        said.Append(Encoding.ASCII.GetString(buffer, 0, reading.Result));
                    }

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
        using Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
        socket.Connect(new UnixDomainSocketEndPoint(socketPath));
        socket.ReceiveTimeout = 10_000;
        byte[] buffer = new byte[4096];
        UntilPrompt();
        socket.Send(Encoding.ASCII.GetBytes($"screendump {file}\n"));
        UntilPrompt();
        return File.Exists(file) ? File.ReadAllBytes(file)
            : throw new BuildException("NoPicture", "the machine has no screen");

        void UntilPrompt()
        {
            StringBuilder text = new();
            while (!text.ToString().EndsWith("(qemu) ", StringComparison.Ordinal))
            {
                text.Append(Encoding.ASCII.GetString(buffer, 0, socket.Receive(buffer)));
            }
        }
    }
}
