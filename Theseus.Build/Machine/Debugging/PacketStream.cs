using System.Diagnostics;
using System.Globalization;

namespace Theseus.Build.Machine.Debugging;

/// <summary>
/// Packets over a byte stream, each acknowledged by <c>+</c>, or sent again at a <c>-</c> (GDB manual, appendix E.1).
/// </summary>
/// <param name="stream">The connection, which can time out; it is the caller's.</param>
/// <param name="patience">How long an answer may take.</param>
internal sealed class PacketStream(Stream stream, TimeSpan patience)
{
    private const int MostTries = 3;
    private const byte Good = (byte)'+';
    private const byte Bad = (byte)'-';

    private readonly byte[] _buffer = new byte[4096];
    private int _next;
    private int _end;

    /// <summary>Something has come that nobody has taken yet.</summary>
    public bool HasMore => _next < _end;

    /// <summary>Sends a command, and waits until it was acknowledged.</summary>
    /// <exception cref="DebuggerException">It could not be; the error says why.</exception>
    public void Send(string command)
    {
        byte[] packet = RemotePacket.Of(command);
        Stopwatch clock = Stopwatch.StartNew();
        for (int tries = 0; tries < MostTries; tries++)
        {
            stream.Write(packet);
            byte answer;
            do
            {
                answer = ReadByte(clock);
            }
            while (answer is not (Good or Bad));

            if (answer == Good)
            {
                return;
            }
        }

        throw new DebuggerException(DebuggerError.Garbled, $"'{command}' was not understood {MostTries} times");
    }

    /// <summary>Sends one byte that is no packet.</summary>
    public void SendRaw(byte value) => stream.Write([value]);

    /// <summary>The next packet's text, which is acknowledged.</summary>
    /// <exception cref="DebuggerException">None came whole; the error says why.</exception>
    public string Receive()
    {
        Stopwatch clock = Stopwatch.StartNew();
        for (int tries = 0; tries < MostTries; tries++)
        {
            while (ReadByte(clock) != RemotePacket.Start)
            {
                // Acknowledgements that came late.
            }

            List<byte> data = [];
            byte next;
            while ((next = ReadByte(clock)) != RemotePacket.End)
            {
                data.Add(next);
            }

            ReadOnlySpan<byte> sum = [ReadByte(clock), ReadByte(clock)];
            if (byte.TryParse(sum, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out byte said)
                && said == RemotePacket.Checksum([.. data]))
            {
                SendRaw(Good);
                return RemotePacket.Text([.. data]);
            }

            SendRaw(Bad);
        }

        throw new DebuggerException(DebuggerError.Garbled, $"the checksum of an answer was wrong {MostTries} times");
    }

    private byte ReadByte(Stopwatch clock)
    {
        if (_next == _end)
        {
            _next = 0;
            _end = Fill(clock);
        }

        return _buffer[_next++];
    }

    private int Fill(Stopwatch clock)
    {
        TimeSpan left = patience - clock.Elapsed;
        try
        {
            stream.ReadTimeout = Math.Max(1, (int)left.TotalMilliseconds);
            int count = left > TimeSpan.Zero ? stream.Read(_buffer) : throw TooLate(null);
            return count > 0 ? count
                : throw new DebuggerException(DebuggerError.Closed, "the machine has ended the connection");
        }
        catch (IOException e) when (e.InnerException is System.Net.Sockets.SocketException socket)
        {
            throw socket.SocketErrorCode is System.Net.Sockets.SocketError.TimedOut
                or System.Net.Sockets.SocketError.WouldBlock ? TooLate(e)
                : new DebuggerException(DebuggerError.Closed, $"the connection has broken: {socket.Message}", e);
        }
    }

    private DebuggerException TooLate(Exception? cause) =>
        new(DebuggerError.Timeout, $"no answer within {patience.TotalSeconds:f1} s", cause);
}
