using System.Net.Sockets;
using System.Text;
using System.Text.Json;

namespace Theseus.Build.Machine;

/// <summary>A machine's control socket (QEMU Machine Protocol: a JSON object a line), for its counters.</summary>
internal sealed class MachineMonitor : IDisposable
{
    private readonly string _path;
    private Socket? _socket;
    private StreamReader? _answers;

    /// <param name="path">The socket that QEMU listens at; it need not be there yet.</param>
    public MachineMonitor(string path) => _path = path;

    /// <summary>Bytes that the machine has read from its drives; null where it does not answer.</summary>
    public long? BytesRead()
    {
        try
        {
            Connect();
            Send("query-blockstats");
            while (_answers!.ReadLine() is { } line)
            {
                using JsonDocument answer = JsonDocument.Parse(line);
                if (answer.RootElement.TryGetProperty("return", out JsonElement drives)
                    && drives.ValueKind == JsonValueKind.Array)
                {
                    return drives.EnumerateArray().Sum(d => d.GetProperty("stats").GetProperty("rd_bytes").GetInt64());
                }
            }

            return null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null; // it has not begun to listen, or has ended, or is too busy to answer
        }
    }

    public void Dispose()
    {
        _answers?.Dispose();
        _socket?.Dispose();
    }

    private void Connect()
    {
        if (_answers is not null)
        {
            return;
        }

        Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified) { ReceiveTimeout = 5_000 };
        try
        {
            socket.Connect(new UnixDomainSocketEndPoint(_path));
        }
        catch (SocketException)
        {
            socket.Dispose();
            throw;
        }

        _socket = socket;
        _answers = new StreamReader(new NetworkStream(socket));
        Send("qmp_capabilities");
    }

    private void Send(string command) => _socket!.Send(Encoding.ASCII.GetBytes($"{{\"execute\":\"{command}\"}}\n"));
}
