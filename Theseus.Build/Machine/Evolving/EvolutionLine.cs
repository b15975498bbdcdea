using System.Diagnostics;
using System.Net.Sockets;
using System.Text;
using Theseus.Format;

namespace Theseus.Build.Machine.Evolving;

/// <summary>
/// The line to the program <c>evolve listen</c> of a running machine: its second serial port, which is a socket here.
/// </summary>
public sealed class EvolutionLine : IDisposable
{
    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMilliseconds(200);
    private static readonly TimeSpan s_firstAnswer = TimeSpan.FromSeconds(2);

    private readonly Socket _socket;
    private ushort _number;

    private EvolutionLine(Socket socket) => _socket = socket;

    /// <summary>Connects to a machine, and waits until it listens.</summary>
    /// <param name="path">Its socket.</param>
    /// <param name="patience">How long it may take until it listens.</param>
    /// <param name="state">What it says of its state.</param>
    /// <exception cref="BuildException"><c>NoMachine</c>: nobody answers.</exception>
    public static EvolutionLine Connect(string path, TimeSpan patience, out EvolutionAnswer state)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            EvolutionLine line = new(socket);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                // What is sent before the machine's port is set up is lost: so it is asked until it answers.
                while (clock.Elapsed < patience)
                {
                    if (line.TryAsk(EvolutionRequest.State, [], s_firstAnswer) is { } answer)
                    {
                        state = answer;
                        return line;
                    }
                }
            }
            catch (SocketException)
            {
                // QEMU does not listen yet, or has ended.
            }

            line.Dispose();
            if (clock.Elapsed >= patience)
            {
                throw new BuildException("NoMachine",
                    "no running machine answers: start one with ./theseus run, and have 'evolve listen' run in it");
            }

            Thread.Sleep(s_betweenTries);
        }
    }

    /// <summary>Asks for something and waits for the answer.</summary>
    /// <exception cref="BuildException"><c>NoAnswer</c></exception>
    public EvolutionAnswer Ask(EvolutionRequest kind, ReadOnlySpan<byte> contents, TimeSpan patience)
    {
        try
        {
            return TryAsk(kind, contents, patience)
                ?? throw new BuildException("NoAnswer",
                    $"the machine does not answer within {patience.TotalSeconds} s");
        }
        catch (SocketException e)
        {
            throw new BuildException("NoAnswer", $"the machine has gone: {e.Message}", e);
        }
    }

    public void Dispose() => _socket.Dispose();

    private EvolutionAnswer? TryAsk(EvolutionRequest kind, ReadOnlySpan<byte> contents, TimeSpan patience)
    {
        ushort number = ++_number;
        Send(EvolutionMessage.HeaderOf(kind, number, contents));
        Send(contents);
        Stopwatch clock = Stopwatch.StartNew();
        while (TryReceive(clock, patience, out ushort answered) is { } answer)
        {
            if (answered == number)
            {
                return answer; // else that of a question that was asked before it could be heard
            }
        }

        return null;
    }

    private EvolutionAnswer? TryReceive(Stopwatch clock, TimeSpan patience, out ushort number)
    {
        number = 0;
        byte[] header = new byte[EvolutionMessage.HeaderBytes];
        for (int matched = 0; matched < EvolutionMessage.Magic.Length;)
        {
            byte[] next = new byte[1];
            if (!TryReceive(next, clock, patience))
            {
                return null;
            }

            matched = EvolutionMessage.Match(matched, next[0]);
        }

        EvolutionMessage.Magic.CopyTo(header);
        if (!TryReceive(header.AsSpan(EvolutionMessage.Magic.Length), clock, patience)
            || !EvolutionMessage.TryRead(header, out EvolutionRequest answer, out number, out int bytes, out uint crc))
        {
            return null;
        }

        byte[] text = new byte[bytes];
        return TryReceive(text, clock, patience) && EvolutionMessage.AreWhole(text, crc)
            ? new EvolutionAnswer(answer == EvolutionRequest.Done, Encoding.UTF8.GetString(text)) : null;
    }

    private void Send(ReadOnlySpan<byte> bytes)
    {
        while (!bytes.IsEmpty)
        {
            bytes = bytes[_socket.Send(bytes)..];
        }
    }

    private bool TryReceive(Span<byte> bytes, Stopwatch clock, TimeSpan patience)
    {
        while (!bytes.IsEmpty)
        {
            TimeSpan left = patience - clock.Elapsed;
            if (left <= TimeSpan.Zero || !_socket.Poll(left, SelectMode.SelectRead))
            {
                return false;
            }

            int count = _socket.Receive(bytes);
            if (count == 0)
            {
                throw new SocketException((int)SocketError.ConnectionReset);
            }

            bytes = bytes[count..];
        }

        return true;
    }
}
