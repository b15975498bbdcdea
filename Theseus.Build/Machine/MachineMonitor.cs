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
            return Answer(JsonValueKind.Array) is { } drives
                ? drives.EnumerateArray().Sum(d => d.GetProperty("stats").GetProperty("rd_bytes").GetInt64()) : null;
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null; // it has not begun to listen, or has ended, or is too busy to answer
        }
    }

    /// <summary>What the human monitor answers to a command, without a line's end; null where it does not.</summary>
    public string? Human(string command)
    {
        try
        {
            Connect();
            Send("human-monitor-command",
                $", \"arguments\": {{\"command-line\": {JsonSerializer.Serialize(command)}}}");
            return Answer(JsonValueKind.String)?.GetString()?.TrimEnd();
        }
        catch (Exception e) when (e is SocketException or IOException)
        {
            return null;
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

    private void Send(string command, string arguments = "") =>
        _socket!.Send(Encoding.ASCII.GetBytes($"{{\"execute\":\"{command}\"{arguments}}}\n"));

    /// <summary>The next answer of a kind; events and answers of another kind are passed over.</summary>
    private JsonElement? Answer(JsonValueKind kind)
    {
        while (_answers!.ReadLine() is { } line)
        {
            using JsonDocument answer = JsonDocument.Parse(line);
            if (answer.RootElement.TryGetProperty("return", out JsonElement found) && found.ValueKind == kind)
            {
                return found.Clone();
            }
        }

        return null;
    }
}
