using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Runtime;
using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;

namespace Theseus.Tasks.Interrupts;

/// <summary>
/// A device's interrupt line with one owner: a driver's task waits for the device, and runs as soon as it asks. Code of
/// a driver never runs in the interrupt itself. A copy of a value that was released is stale. The default value owns
/// nothing.
/// </summary>
[Owned]
public readonly struct InterruptLine : IDisposable, IOwnedMemory
{
    private readonly uint _index;
    private readonly uint _proof;
    private readonly int _line;
    private readonly bool _isClaim;

    private InterruptLine(uint index, uint proof, int line) =>
        (_index, _proof, _line, _isClaim) = (index, proof, line, true);

    /// <summary>True if this value still holds its line.</summary>
    public bool IsHeld => _isClaim && DeviceClaims.IsHolder(_index, _proof, DeviceClaims.FirstLine + (ulong)_line, 1);

    /// <summary>
    /// Nanoseconds from when the last interrupt came until now; 0 where none has come: how late the driver is.
    /// </summary>
    /// <exception cref="MemoryException"><see cref="MemoryError.NotOwned"/></exception>
    public long NanosecondsSinceLast
    {
        get
        {
            RequireHeld();
            ulong cameAt = LineWait.CameAt(_line);
            return cameAt == 0 ? 0 : (long)Scheduler.NanosecondsSince(cameAt);
        }
    }

    /// <summary>
    /// Waits until the device has asked since the wait before, and lets it ask again when the next wait begins: whoever
    /// waits has served it. One task waits at a time.
    /// </summary>
    /// <param name="timeoutMs">0 only looks; <see cref="Timeout.Infinite"/> waits for ever.</param>
    /// <returns>False where the time was over first.</returns>
    /// <exception cref="ArgumentOutOfRangeException">Below 0, and not infinite.</exception>
    /// <exception cref="MemoryException">
    /// <see cref="MemoryError.NotOwned"/>, also where the line was released meanwhile.
    /// </exception>
    public bool Wait(int timeoutMs = Timeout.Infinite)
    {
        ulong until = Waiting.Until(timeoutMs);
        while (true)
        {
            RequireHeld();
            if (LineWait.Wait(_line, _proof, until, out WakeReason reason))
            {
                return true;
            }

            OwnWait.Finish(reason);
            if (reason == WakeReason.TimedOut)
            {
                RequireHeld();
                return false;
            }
        }
    }

    /// <summary>Gives the line up. Nothing happens if this value does not hold it any more.</summary>
    public void Dispose()
    {
        if (_isClaim)
        {
            DeviceClaims.Leave(_index, _proof, DeviceClaims.FirstLine + (ulong)_line, 1);
        }
    }

    public override string ToString() => _isClaim ? $"interrupt line {_line}" : "no interrupt line";

    [ConsumesThis, MethodImpl(MethodImplOptions.NoInlining)]
    IOwnedMemory IOwnedMemory.MovedTo(MemoryOwner owner)
    {
        RequireHeld();
        uint proof = DeviceClaims.Move(_index, owner);
        LineWait.Move(_line, proof);
        return new InterruptLine(_index, proof, _line);
    }

    /// <summary>Claims the line of a device that is on offer.</summary>
    internal static MemoryError TryClaim(DeviceOffer offer, MemoryOwner owner, out InterruptLine line)
    {
        line = default;
        if (!offer.HasInterrupt)
        {
            return MemoryError.BadSize;
        }

        MemoryError error = DeviceClaims.Enter(new Frame(DeviceClaims.FirstLine + (ulong)offer.Line), 1, owner,
            out uint index, out uint proof);
        if (error == MemoryError.None)
        {
            LineWait.Begin(offer.Line, proof);
            line = new InterruptLine(index, proof, offer.Line);
        }

        return error;
    }

    private void RequireHeld() => MemoryException.ThrowIf(IsHeld ? MemoryError.None : MemoryError.NotOwned, $"{this}");
}
