using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Native.Time;
using Theseus.Platform.Terminal;
using Theseus.Tasks.Scheduling;

namespace Theseus.Platform.Native.Files;

/// <summary>Waiting until a file can be read or written: poll(2).</summary>
internal static class NativePoll
{
    private const short ReadyToRead = 0x01;
    private const short ReadyToWrite = 0x04;
    private const short NotOpen = 0x20;
    private const ulong MillisecondsPerSecond = 1000;
    private const ulong PollMs = 5;
    private const int SystemTasks = 2; // the program's first, and the finalizers'

#pragma warning disable CS0649 // The BCL fills the fields in.
    internal struct Request
    {
        public int Descriptor;
        public short Events;
        public short Triggered;
    }
#pragma warning restore CS0649

    /// <summary>Returns the error in the BCL's numbering; a negative timeout waits for ever.</summary>
    // SAFETY: an array of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_Poll")]
    internal static unsafe int Poll(Request* requests, uint count, int timeoutMs, uint* triggered) =>
        requests == null ? ErrorTable.ToBcl((int)ErrorNumber.EFAULT)
        : Poll(Passed.Array(requests, count), timeoutMs, Passed.Place(triggered));

    private static int Poll(Span<Request> requests, int timeoutMs, Span<uint> triggered)
    {
        if (triggered.IsEmpty)
        {
            return ErrorTable.ToBcl((int)ErrorNumber.EFAULT);
        }

        ulong start = Clock.Now;
        while (true)
        {
            triggered[0] = Check(requests);
            if (triggered[0] != 0 || timeoutMs == 0)
            {
                return 0;
            }

            ulong elapsed = Clock.Now - start;
            if (timeoutMs > 0 && elapsed >= Clock.Frequency / MillisecondsPerSecond * (ulong)timeoutMs)
            {
                return 0;
            }

            if (AsksForKeys(requests))
            {
                ConsoleInput.Wait(Scheduler.After(PollMs));
            }
            else if (timeoutMs < 0 && TaskList.CountOfProgram <= SystemTasks)
            {
                return ErrorTable.ToBcl((int)ErrorNumber.EDEADLK);
            }
            else
            {
                TaskSleep.For(PollMs);
            }
        }
    }

    private static uint Check(Span<Request> requests)
    {
        uint triggered = 0u;
        foreach (ref Request request in requests)
        {
            request.Triggered = EventsOf(request);
            if (request.Triggered != 0)
            {
                triggered++;
            }
        }

        return triggered;
    }

    private static bool AsksForKeys(ReadOnlySpan<Request> requests)
    {
        foreach (ref readonly Request request in requests)
        {
            if ((request.Events & ReadyToRead) != 0 && NativeTerminal.IsTerminal(request.Descriptor) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static short EventsOf(in Request request)
    {
        if (request.Descriptor < 0)
        {
            return 0;
        }

        if (!FileTable.IsOpen(request.Descriptor))
        {
            return NotOpen;
        }

        bool isReady = NativeTerminal.IsDetached || FileTable.At(request.Descriptor).Kind != FileKind.Terminal
            || NativeTerminal.IsInputReady;
        return (short)(request.Events & (isReady ? ReadyToRead | ReadyToWrite : ReadyToWrite));
    }
}
