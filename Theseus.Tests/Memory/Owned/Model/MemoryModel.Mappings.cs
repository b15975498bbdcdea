using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    private const ulong SlackTables = 5; // tables that a range may need beyond one for each 2 MiB

    /// <summary>Whatever frames and pages there are, fitting or not.</summary>
    private void Map(Operation step)
    {
        if (Pick(_frameHoldings, step.A) is { } frames && Pick(_pageHoldings, step.B) is { } pages)
        {
            TryMap(frames, pages, (PageSize)(step.C % 3), step.C);
        }
    }

    /// <summary>Frames and pages made for each other, often large ones; left unmapped if that is refused.</summary>
    private void MapPair(Operation step)
    {
        PageSize size = (step.C & 3) == 0 ? PageSize.Large : PageSize.Small;
        ulong count = size == PageSize.Large ? 512 * (1 + (step.A % 2)) : Size(step.A % 44, FrameCount);
        bool guarded = (step.C & 4) != 0;
        MemoryOwner owner = Owner(step.B);
        MemoryError error = AllocatedFrames.TryAllocate(count, size.Frames(), owner, out AllocatedFrames frames);
        if (error != MemoryError.None)
        {
            Require(error == MemoryError.OutOfMemory);
            Require(_free < count + FrameAllocator.ReserveFrames
                || !HasRun(_frames, FrameState.Free, count, size.Frames(), 0, FrameCount));
            return;
        }

        FrameHolding held = HoldFrames(frames, owner);
        error = AllocatedPages.TryAllocate(count, size.Frames(), guarded, owner, out AllocatedPages pages);
        if (CheckTake(_general, error, count, size.Frames(), guarded, 0, _general.Real.Count))
        {
            LearnKernelFrames();
            TryMap(held, HoldPages(_general, pages.Range, count, size.Frames(), guarded, owner), size, step.C);
        }
    }

    private void TryMap(FrameHolding frames, PageHolding pages, PageSize size, uint choice)
    {
        AllocatedPages value = new(pages.Range);
        MappedPages<ReadWrite> mapping = default;
        bool throws = choice % 32 == 31;
        MemoryError error = throws
            ? Thrown(() => mapping = MappedPages.Map(frames.Value, value, size))
            : MappedPages.TryMap(frames.Value, value, size, out mapping);
        ulong step = size.Frames();
        if (frames.Count != pages.Count)
        {
            Require(error == MemoryError.UnequalCounts);
        }
        else if (((frames.First | pages.Range.First.Number | pages.Count) & (step - 1)) != 0)
        {
            Require(error == MemoryError.Misaligned);
        }
        else if (error != MemoryError.None)
        {
            Require(error == MemoryError.OutOfMemory);
            Require(throws || FrameAllocator.FreeFrames <= FrameAllocator.ReserveFrames);
        }

        if (error != MemoryError.None && throws)
        {
            ForgetFrames(frames, isFreed: true);
            _pageHoldings.Remove(pages);
            FreePages(pages, PageState.Allocated);
        }

        if (error != MemoryError.None)
        {
            Require(throws || (frames.Value.IsHeld && value.IsHeld));
            return;
        }

        ulong[] mapped = new ulong[pages.Count];
        for (ulong i = 0; i < pages.Count; i++)
        {
            mapped[i] = frames.First + i;
            Become(mapped[i], FrameState.Allocated, FrameState.Mapped, frames.Owner);
        }

        ForgetFrames(frames, isFreed: false);
        BecomeMapping(pages, mapping.Range, PageAccess.ReadWrite, size, mapped);
    }

    private void MapNew(Operation step)
    {
        ulong count = Size(step.A, _general.Real.Count);
        bool guarded = (step.B & 1) != 0;
        MemoryOwner owner = Owner(step.C);
        ulong freeBefore = _free;
        MemoryError error = MappedPages.TryAllocate(count, guarded, owner, out MappedPages<ReadWrite> mapping);
        if (error == MemoryError.OutOfMemory)
        {
            ulong needed = count + FrameAllocator.ReserveFrames + (count / 512) + SlackTables;
            Require(FrameAllocator.FreeFrames < needed);
        }
        else if (CheckTake(_general, error, count, 1, guarded, 0, _general.Real.Count))
        {
            Require(freeBefore >= count + FrameAllocator.ReserveFrames);
            ulong[] frames = new ulong[count];
            for (ulong i = 0; i < count; i++)
            {
                frames[i] = ModelTlb.Walk(mapping.Start.Page + i, out _)!.Value.Frame.Number;
                Become(frames[i], FrameState.Free, FrameState.Mapped, owner);
            }

            PageHolding pages = new(_general, mapping.Range, owner) { GuardBefore = guarded, GuardAfter = guarded };
            LearnQuarantine();
            _general.Set(pages.First, count, PageState.Free, PageState.Allocated);
            if (guarded)
            {
                _general.Set(pages.First - 1, 1, PageState.Free, PageState.Guard);
                _general.Set(pages.First + count, 1, PageState.Free, PageState.Guard);
            }

            _ownerPages[owner.Index] += (long)count + (guarded ? 2 : 0);
            BecomeMapping(pages, mapping.Range, PageAccess.ReadWrite, PageSize.Small, frames);
            return;
        }

        Require(!mapping.IsHeld && mapping.Length == 0);
    }

    private void BecomeMapping(PageHolding pages, PageRange range, PageAccess access, PageSize size, ulong[] frames)
    {
        _pageHoldings.Remove(pages);
        pages.Window.Set(pages.First, pages.Count, PageState.Allocated, PageState.Mapped);
        _mappings.Add(new PageHolding(pages.Window, range, pages.Owner)
        {
            GuardBefore = pages.GuardBefore, GuardAfter = pages.GuardAfter, Access = access, Size = size,
                Frames = frames,
        });
        Require(Mappings.IsHeld(range, PageState.Mapped));
    }

    /// <summary>Any change that the types allow.</summary>
    private void Protect(Operation step)
    {
        if (Pick(_mappings, step.A) is not { } mapping)
        {
            return;
        }

        PageAccess access = mapping.Access == PageAccess.Read
            ? ((step.B & 1) == 0 ? PageAccess.ReadWrite : PageAccess.ReadExecute) : PageAccess.Read;
        MemoryError error = Mappings.Protect(mapping.Range, access, out PageRange changed);
        if (error != MemoryError.None)
        {
            Require(error == MemoryError.OutOfMemory && access == PageAccess.ReadExecute);
            Require(FrameAllocator.FreeFrames <= FrameAllocator.ReserveFrames);
            Require(Mappings.IsHeld(mapping.Range, PageState.Mapped));
            return;
        }

        SetClosed(mapping, false);
        Replace(_mappings, mapping);
        PageHolding now = new(mapping.Window, changed, mapping.Owner)
        {
            GuardBefore = mapping.GuardBefore, GuardAfter = mapping.GuardAfter, Access = access, Size = mapping.Size,
                Frames = mapping.Frames,
        };
        Require(changed.First == mapping.Range.First && now.Count == mapping.Count);
        SetClosed(now, true);
        _mappings.Add(now);
    }

    private void SetClosed(PageHolding mapping, bool closed)
    {
        if (mapping.IsCode)
        {
            foreach (ulong frame in mapping.Frames)
            {
                Require(closed ? _closed.Add(frame) : _closed.Remove(frame));
            }
        }
    }

    private void DisposeMapping(Operation step)
    {
        if (Pick(_mappings, step.A) is not { } mapping)
        {
            return;
        }

        MappedPages<ReadOnly> value = new(mapping.Range);
        value.Dispose();
        value.Dispose(); // twice does no harm
        ForgetMapping(mapping);
    }

    private void ForgetMapping(PageHolding mapping)
    {
        SetClosed(mapping, false);
        _mappings.Remove(mapping);
        FreePages(mapping, PageState.Mapped, mapping.Window == _general ? PageState.Quarantined : PageState.Free);
        foreach (ulong frame in mapping.Frames)
        {
            Become(frame, FrameState.Mapped, FrameState.Free, _owner[frame]);
        }
    }

    /// <summary>The CPU reads, or writes where it may; the map of all RAM sees the same frame.</summary>
    private void Touch(Operation step)
    {
        if (Pick(_mappings, step.A) is not { } mapping)
        {
            return;
        }

        ulong at = step.B % mapping.Count;
        ModelTlb.Translation? known = ModelTlb.Touch(mapping.Range.First + at);
        Require(known != null && known.Value.Frame.Number == mapping.Frames[at]);
        Require(known!.Value.IsWritable == (mapping.Access == PageAccess.ReadWrite));
        Require(known.Value.IsExecutable == mapping.IsCode);
        Frame frame = known.Value.Frame;
        ulong* word = (ulong*)PhysicalMemory.At(frame.Start);
        Require(*word == _content[frame.Number]);
        if (known.Value.IsWritable)
        {
            _content[frame.Number] = *word = ++_stamp;
            word[511] = _stamp;
        }

        if ((step.C & 3) == 0)
        {
            CheckDirect(frame, ModelTlb.Touch(DirectMap.PageOf(frame)));
        }
    }

    /// <summary>An access to what is not mapped faults.</summary>
    private void TouchUnmapped(Operation step)
    {
        if ((step.C & 1) == 0 && Pick(_mappings, step.A) is { } mapping)
        {
            Require(!mapping.GuardBefore || ModelTlb.Touch(mapping.Range.First - 1) == null);
            Require(!mapping.GuardAfter || ModelTlb.Touch(mapping.Range.First + mapping.Count) == null);
        }
        else if (_stalePages.Count != 0)
        {
            Page page = _stalePages[(int)(step.A % _stalePages.Count)].First;
            bool isMapped = _general.Real.Contains(page)
                && _general.States[page.Number - _general.First] == PageState.Mapped;
            Require(!_general.Real.Contains(page) || ModelTlb.Touch(page) != null == isMapped);
        }
    }

    private void CheckDirect(Frame frame, ModelTlb.Translation? known)
    {
        bool isImage = !(frame < AddressSpace.ImageStart) && frame < AddressSpace.ImageEnd;
        if (isImage || !FrameAllocator.IsRam(frame))
        {
            Require(known == null);
            return;
        }

        Require(known != null && known.Value.Frame == frame && !known.Value.IsExecutable);
        Require(known!.Value.IsWritable == !_closed.Contains(frame.Number));
    }
}
