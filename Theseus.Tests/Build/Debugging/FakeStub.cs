using System.Net.Sockets;
using System.Text;

namespace Theseus.Tests.Build.Debugging;

/// <summary>The other side of a debugger's connection: answers each packet as a test says, byte for byte.</summary>
internal sealed class FakeStub : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-stub-").FullName;
    private readonly Socket _listener = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
    private readonly Func<string, string?> _answer;
    private readonly Task _serving;

    /// <param name="answer">
    /// What is sent, after whole packets and single bytes: gets those without <c>$</c> and sum, or the byte 0x03; null
    /// ends the connection.
    /// </param>
    public FakeStub(Func<string, string?> answer)
    {
        _answer = answer;
        _listener.Bind(new UnixDomainSocketEndPoint(Path));
        _listener.Listen();
        _serving = Task.Run(Serve);
    }

    public string Path => System.IO.Path.Combine(_folder, "gdb");

    /// <summary>What has come, in order.</summary>
    public List<string> Heard { get; } = [];

    /// <summary>A whole packet.</summary>
    public static string Packet(string text) => $"${text}#{(byte)text.Sum(character => character):x2}";

    public void Dispose()
    {
        _listener.Dispose();
        _serving.Wait();
        Directory.Delete(_folder, recursive: true);
    }

    private void Serve()
    {
        try
        {
            using Socket socket = _listener.Accept();
            byte[] next = new byte[1];
            StringBuilder packet = new();
            while (socket.Receive(next) == 1)
            {
                char character = (char)next[0];
                packet.Append(character is '+' or '-' && packet.Length == 0 ? "" : character);
                bool isWhole = packet.Length > 3 && packet[^3] == '#';
                if (packet.Length == 0 || (packet[0] == '$' && !isWhole))
                {
                    continue; // an acknowledgement, or the rest is to come
                }

                string heard = isWhole ? packet.ToString(1, packet.Length - 4) : packet.ToString();
                packet.Clear();
                Heard.Add(heard);
                if (_answer(heard) is not { } answer)
                {
                    return;
                }

                socket.Send([.. answer.Select(each => (byte)each)]);
            }
        }
        catch (SocketException)
        {
            // The test has ended before anybody came, or has gone away.
        }
    }
}
