using System.Runtime;
using Theseus.Memory;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Native.Time;

namespace Theseus.Platform.Native.Files;

/// <summary>Waiting until a file can be read or written: poll(2).</summary>
// SAFETY: the BCL passes an array of the length it gives and a place for the count; both are checked for null.
internal static unsafe class NativePoll
{
    private const short ReadyToRead = 0x01;
    private const short ReadyToWrite = 0x04;
    private const short NotOpen = 0x20;
    private const ulong MillisecondsPerSecond = 1000;

#pragma warning disable CS0649 // The BCL fills the fields in.
    internal struct Request
    {
        public int Descriptor;
        public short Events;
        public short Triggered;
    }
#pragma warning restore CS0649

    /// <summary>Returns the error in the BCL's numbering; a negative timeout waits for ever.</summary>
    [RuntimeExport("SystemNative_Poll")]
    internal static int Poll(Request* requests, uint count, int timeoutMs, uint* triggered)
    {
        if (requests == null || triggered == null)
        {
            return ErrorTable.ToBcl((int)ErrorNumber.EFAULT);
        }

        ulong start = Clock.Now;
        while (true)
        {
            *triggered = Check(requests, count);
            if (*triggered != 0 || timeoutMs == 0)
            {
                return 0;
            }

            ulong elapsed = Clock.Now - start;
            if (timeoutMs > 0 && elapsed >= Clock.Frequency / MillisecondsPerSecond * (ulong)timeoutMs)
            {
                return 0;
            }

            if (!FinalizerContext.Yield(isTimed: false) && timeoutMs < 0 && !AsksForKeys(requests, count))
            {
                return ErrorTable.ToBcl((int)ErrorNumber.EDEADLK);
            }
        }
    }

    private static uint Check(Request* requests, uint count)
    {
        uint triggered = 0u;
        for (uint i = 0u; i < count; i++)
        {
            requests[i].Triggered = EventsOf(requests + i);
            if (requests[i].Triggered != 0)
            {
                triggered++;
            }
        }

        return triggered;
    }

    private static bool AsksForKeys(Request* requests, uint count)
    {
        for (uint i = 0u; i < count; i++)
        {
            if ((requests[i].Events & ReadyToRead) != 0 && NativeTerminal.IsTerminal(requests[i].Descriptor) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private static short EventsOf(Request* request)
    {
        if (request->Descriptor < 0)
        {
            return 0;
        }

        OpenFile* file = FileTable.Find(request->Descriptor);
        if (file == null)
        {
            return NotOpen;
        }

        int ready = NativeTerminal.IsDetached || file->Kind != FileKind.Terminal || NativeTerminal.IsInputReady
            ? ReadyToRead | ReadyToWrite
            : ReadyToWrite;
        return (short)(request->Events & ready);
    }
}
