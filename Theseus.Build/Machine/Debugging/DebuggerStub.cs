using System.Diagnostics;
using System.Globalization;
using System.Net.Sockets;

namespace Theseus.Build.Machine.Debugging;

/// <summary>
/// A machine's debugger stub: stops the machine, reads and writes its memory, and lets it go on. The protocol is GDB's
/// (GDB manual, appendix E); QEMU's stub writes past every protection of pages, as a particle does that flips a bit.
/// Addresses are virtual, by the page tables in force. Not for several threads.
/// </summary>
public sealed class DebuggerStub : IDisposable
{
    private const int MostBytesAtATime = 1024;
    private const byte Interrupt = 0x03;

    private static readonly TimeSpan s_betweenTries = TimeSpan.FromMilliseconds(20);

    private readonly Socket _socket;
    private readonly NetworkStream _stream;
    private readonly PacketStream _packets;

    private DebuggerStub(Socket socket, TimeSpan patience)
    {
        _socket = socket;
        _stream = new NetworkStream(socket, ownsSocket: true);
        _packets = new PacketStream(_stream, patience);
    }

    /// <summary>True while the machine does not run: from the connection on, and after <see cref="Stop"/>.</summary>
    public bool IsStopped { get; private set; } = true;

    /// <summary>Connects to the stub at a socket of the file system; the machine stops.</summary>
    /// <param name="path">Where it listens, or soon will.</param>
    /// <param name="patience">How long each answer may take, and the connection.</param>
    /// <exception cref="DebuggerException"><see cref="DebuggerError.NoStub"/>.</exception>
    public static DebuggerStub Connect(string path, TimeSpan patience)
    {
        Stopwatch clock = Stopwatch.StartNew();
        while (true)
        {
            Socket socket = new(AddressFamily.Unix, SocketType.Stream, ProtocolType.Unspecified);
            try
            {
                socket.Connect(new UnixDomainSocketEndPoint(path));
                return new DebuggerStub(socket, patience);
            }
            catch (SocketException e)
            {
                socket.Dispose();
                if (clock.Elapsed > patience)
                {
                    throw new DebuggerException(DebuggerError.NoStub, $"nobody listens at {path}: {e.Message}", e);
                }
            }

            Thread.Sleep(s_betweenTries);
        }
    }

    /// <summary>Stops the machine, if it runs.</summary>
    /// <exception cref="DebuggerException">It did not say that it has stopped.</exception>
    public void Stop()
    {
        if (IsStopped)
        {
            return;
        }

        _packets.SendRaw(Interrupt);
        AwaitStop();
    }

    /// <summary>Lets the machine go on, if it is stopped.</summary>
    public void Continue()
    {
        if (IsStopped)
        {
            _packets.Send("c");
            IsStopped = false;
        }
    }

    /// <summary>
    /// True if the machine has come to a breakpoint since it was let go on, or does so soon; it is stopped then.
    /// </summary>
    /// <param name="patience">How long that is waited for.</param>
    /// <exception cref="DebuggerException">It says something else.</exception>
    public bool HasStopped(TimeSpan patience)
    {
        if (!IsStopped && (_packets.HasMore || _socket.Poll(patience, SelectMode.SelectRead)))
        {
            AwaitStop();
        }

        return IsStopped;
    }

    /// <summary>Runs one instruction of a machine that is stopped, whether a breakpoint is there or not.</summary>
    public void Step()
    {
        _packets.Send("s");
        AwaitStop();
    }

    /// <summary>
    /// The machine stops before the instruction at an address, in memory or not, whenever it comes there.
    /// </summary>
    /// <exception cref="DebuggerException">There are too many.</exception>
    public void SetBreakpoint(ulong address) => AskOk($"Z1,{address:x},1");

    /// <summary>It does so no longer.</summary>
    public void ClearBreakpoint(ulong address) => AskOk($"z1,{address:x},1");

    /// <summary>The registers of a machine that is stopped.</summary>
    public Registers ReadRegisters() => new(Hex(Ask("g")));

    /// <summary>Gives a machine that is stopped registers, as they were read and changed.</summary>
    public void WriteRegisters(Registers registers) => AskOk($"G{Convert.ToHexStringLower(registers.Bytes)}");

    /// <summary>Bytes of memory, of a machine that is stopped.</summary>
    /// <exception cref="DebuggerException"><see cref="DebuggerError.Refused"/>: nothing is mapped there.</exception>
    public byte[] Read(ulong address, int count)
    {
        List<byte> bytes = [];
        while (bytes.Count < count)
        {
            int some = Math.Min(count - bytes.Count, MostBytesAtATime);
            string answer = Ask($"m{address + (ulong)bytes.Count:x},{some:x}");
            byte[] read = Hex(answer);
            if (read.Length == 0 || read.Length > some)
            {
                throw new DebuggerException(
                    DebuggerError.BadAnswer, $"{read.Length} bytes where {some} were asked for");
            }

            bytes.AddRange(read);
        }

        return [.. bytes];
    }

    /// <summary>Writes bytes of memory, of a machine that is stopped, whatever its page tables allow.</summary>
    /// <exception cref="DebuggerException"><see cref="DebuggerError.Refused"/>: nothing is mapped there.</exception>
    public void Write(ulong address, ReadOnlySpan<byte> bytes)
    {
        for (int done = 0; done < bytes.Length; done += MostBytesAtATime)
        {
            ReadOnlySpan<byte> some = bytes[done..Math.Min(bytes.Length, done + MostBytesAtATime)];
            string answer = Ask($"M{address + (ulong)done:x},{some.Length:x}:{Convert.ToHexStringLower(some)}");
            if (answer != "OK")
            {
                throw new DebuggerException(DebuggerError.BadAnswer, $"'{answer}' to a write at 0x{address:x}");
            }
        }
    }

    /// <summary>Stops the machine, changes bits of one byte, and lets it go on, if it ran.</summary>
    /// <returns>What the byte was.</returns>
    public byte Flip(ulong address, byte bits) => WhileStopped(() =>
    {
        byte was = Read(address, 1)[0];
        Write(address, [(byte)(was ^ bits)]);
        return was;
    });

    /// <summary>Stops the machine, does something, and lets it go on, if it ran.</summary>
    public T WhileStopped<T>(Func<T> work)
    {
        bool ran = !IsStopped;
        Stop();
        try
        {
            return work();
        }
        finally
        {
            if (ran)
            {
                Continue();
            }
        }
    }

    public void Dispose()
    {
        _stream.Dispose();
        _socket.Dispose();
    }

    private void AwaitStop()
    {
        string answer = _packets.Receive();
        if (answer.Length == 0 || answer[0] is not ('S' or 'T'))
        {
            throw new DebuggerException(answer is ['W', ..] ? DebuggerError.Closed : DebuggerError.BadAnswer,
                $"'{answer}' where a machine that stopped was due");
        }

        IsStopped = true;
    }

    private void AskOk(string command)
    {
        string answer = Ask(command);
        if (answer != "OK")
        {
            throw new DebuggerException(DebuggerError.BadAnswer, $"'{answer}' to '{command}'");
        }
    }

    private string Ask(string command)
    {
        if (!IsStopped)
        {
            throw new DebuggerException(DebuggerError.Running, $"'{command}' needs a machine that is stopped");
        }

        _packets.Send(command);
        string answer = _packets.Receive();
        if (answer.Length == 0)
        {
            throw new DebuggerException(DebuggerError.Unknown, $"the stub does not know '{command}'");
        }

        // An odd number of digits is no memory: E and two digits.
        if (answer is ['E', _, _])
        {
            throw new DebuggerException(DebuggerError.Refused, $"'{command}': error {answer[1..]}");
        }

        return answer;
    }

    private static byte[] Hex(string text)
    {
        try
        {
            return Convert.FromHexString(text);
        }
        catch (FormatException e)
        {
            throw new DebuggerException(DebuggerError.BadAnswer, $"'{text}' is not memory", e);
        }
    }
}
