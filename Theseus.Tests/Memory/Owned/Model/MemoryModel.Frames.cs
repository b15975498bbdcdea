using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    private void TakeFrames(Operation step, bool within)
    {
        ulong count = Size(step.A, FrameCount);
        ulong alignment = Alignment(step.B);
        MemoryOwner owner = Owner(step.C);
        ulong from = within ? step.C % FrameCount : 0;
        ulong end = within ? from + (step.A % 997) : FrameCount;
        MemoryError error = within
            ? AllocatedFrames.TryAllocateWithin(count, alignment, new Frame(from), new Frame(end), owner,
            out AllocatedFrames frames)
            : AllocatedFrames.TryAllocate(count, alignment, owner, out frames);
        if (count == 0 || count > FrameCount || !IsPowerOfTwo(alignment))
        {
            Require(error == MemoryError.BadSize);
        }
        else if (_free < count + FrameAllocator.ReserveFrames)
        {
            Require(error == MemoryError.OutOfMemory);
        }
        else if (error != MemoryError.None)
        {
            Require(error == MemoryError.OutOfMemory);
            Require(!HasRun(_frames, FrameState.Free, count, alignment, from, end));
        }
        else
        {
            Require(frames.Count == count && (frames.First.Number & (alignment - 1)) == 0);
            Require(frames.First.Number >= from && frames.First.Number + count <= end);
            HoldFrames(frames, owner);
            return;
        }

        Require(!frames.IsHeld && frames.Count == 0);
    }

    private void TakeFramesAt(Operation step)
    {
        FrameHolding? neighbour = Pick(_frameHoldings, step.B);
        ulong first = neighbour != null && (step.C & 1) == 0 ? neighbour.First + neighbour.Count
            : step.B % (FrameCount + 8);
        ulong count = Size(step.A, FrameCount);
        MemoryOwner owner = neighbour != null && (step.C & 2) == 0 ? neighbour.Owner : Owner(step.C >> 2);
        MemoryError error = AllocatedFrames.TryAllocateAt(new Frame(first), count, owner, out AllocatedFrames frames);
        MemoryError expected = count == 0 || count > FrameCount ? MemoryError.BadSize
            : first > FrameCount - count || Has(first, count, FrameState.Fixed) ? MemoryError.NotRam
            : !IsAll(first, count, FrameState.Free) ? MemoryError.InUse
            : _free < count + FrameAllocator.ReserveFrames ? MemoryError.OutOfMemory
            : MemoryError.None;
        Require(error == expected);
        if (error == MemoryError.None)
        {
            Require(frames.First.Number == first && frames.Count == count);
            HoldFrames(frames, owner);
        }
    }

    private void SplitFrames(Operation step)
    {
        if (Pick(_frameHoldings, step.A) is not { } whole)
        {
            return;
        }

        ulong at = step.B % (whole.Count + 2);
        MemoryError expected = at == 0 || at >= whole.Count ? MemoryError.OutOfRange : MemoryError.None;
        AllocatedFrames low = default;
        AllocatedFrames high = default;
        if (step.C % 16 == 0)
        {
            MemoryError thrown = Thrown(() => (low, high) = whole.Value.Split(at));
            Require(thrown == expected);
            if (thrown != MemoryError.None)
            {
                ForgetFrames(whole, isFreed: true);
                return;
            }
        }
        else
        {
            Require(whole.Value.TrySplit(at, out low, out high) == expected);
        }

        if (expected == MemoryError.None)
        {
            Require(low.First.Number == whole.First && low.Count == at);
            Require(high.First.Number == whole.First + at && high.Count == whole.Count - at);
            ForgetFrames(whole, isFreed: false);
            _frameHoldings.Add(new FrameHolding(low, whole.Owner));
            _frameHoldings.Add(new FrameHolding(high, whole.Owner));
        }
    }

    private void MergeFrames(Operation step)
    {
        if (Pick(_frameHoldings, step.A) is not { } low)
        {
            return;
        }

        FrameHolding high = _frameHoldings.Find(other => (step.C & 3) != 0 && other.First == low.First + low.Count)
            ?? Pick(_frameHoldings, step.B)!;
        bool fits = high.First == low.First + low.Count && high.Owner == low.Owner;
        MemoryError error = low.Value.TryMerge(high.Value, out AllocatedFrames merged);
        Require(error == (fits ? MemoryError.None : MemoryError.NotAdjacent));
        if (fits)
        {
            Require(merged.First.Number == low.First && merged.Count == low.Count + high.Count);
            ForgetFrames(low, isFreed: false);
            ForgetFrames(high, isFreed: false);
            _frameHoldings.Add(new FrameHolding(merged, low.Owner));
        }
    }

    private void DisposeFrames(Operation step)
    {
        if (Pick(_frameHoldings, step.A) is { } frames)
        {
            frames.Value.Dispose();
            frames.Value.Dispose(); // twice does no harm
            ForgetFrames(frames, isFreed: true);
        }
    }

    private FrameHolding HoldFrames(AllocatedFrames frames, MemoryOwner owner)
    {
        Require(frames.IsHeld);
        for (ulong i = 0; i < frames.Count; i++)
        {
            Become(frames.First.Number + i, FrameState.Free, FrameState.Allocated, owner);
        }

        FrameHolding holding = new(frames, owner);
        _frameHoldings.Add(holding);
        return holding;
    }

    private void ForgetFrames(FrameHolding frames, bool isFreed)
    {
        Require(!frames.Value.IsHeld);
        _frameHoldings.Remove(frames);
        Remember(_staleFrames, frames.Value, ++_stamp);
        for (ulong i = 0; isFreed && i < frames.Count; i++)
        {
            Become(frames.First + i, FrameState.Allocated, FrameState.Free, frames.Owner);
        }
    }

    /// <summary>
    /// One frame changes hands; to or from <paramref name="owner"/> where it was or becomes free. A new one must be
    /// zero.
    /// </summary>
    private void Become(ulong frame, FrameState from, FrameState to, MemoryOwner owner)
    {
        Require(_frames[frame] == from);
        _frames[frame] = to;
        if (from == FrameState.Free)
        {
            _free--;
            _ownerFrames[owner.Index]++;
            _owner[frame] = owner;
            _content[frame] = 0;
            Require(PhysicalMemory.IsZero(new Frame(frame), (_stamp & 15) == 0));
        }
        else if (to == FrameState.Free)
        {
            _free++;
            _ownerFrames[owner.Index]--;
        }
    }

    private bool Has(ulong first, ulong count, FrameState state) =>
        _frames.AsSpan((int)first, (int)count).Contains(state);

    private bool IsAll(ulong first, ulong count, FrameState state) =>
        !_frames.AsSpan((int)first, (int)count).ContainsAnyExcept(state);

    private static bool HasRun<T>(T[] states, T free, ulong count, ulong alignment, ulong from, ulong end)
        where T : unmanaged, Enum
    {
        end = Math.Min(end, (ulong)states.Length);
        ulong run = 0;
        for (ulong i = from; i < end; i++)
        {
            bool isFree = EqualityComparer<T>.Default.Equals(states[i], free);
            run = isFree && (run != 0 || (i & (alignment - 1)) == 0) ? run + 1 : 0;
            if (run >= count)
            {
                return true;
            }
        }

        return false;
    }

    private static MemoryError Thrown(Action operation)
    {
        try
        {
            operation();
            return MemoryError.None;
        }
        catch (MemoryException refused)
        {
            return refused.Error;
        }
        catch (OutOfMemoryException)
        {
            return MemoryError.OutOfMemory;
        }
    }
}
