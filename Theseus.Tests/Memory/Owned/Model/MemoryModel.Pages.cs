using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    private const ulong NearPages = 6000; // most wishes for exact pages are close to each other

    private void TakePages(Operation step)
    {
        ulong count = Size(step.A, _general.Real.Count);
        ulong alignment = Alignment(step.B);
        bool guarded = (step.C & 4) != 0;
        MemoryOwner owner = Owner(step.C);
        MemoryError error = AllocatedPages.TryAllocate(count, alignment, guarded, owner, out AllocatedPages pages);
        if (CheckTake(_general, error, count, alignment, guarded, 0, _general.Real.Count))
        {
            HoldPages(_general, pages.Range, count, alignment, guarded, owner);
        }
    }

    private void TakePagesWithin(Operation step)
    {
        ulong count = Size(step.A, _general.Real.Count);
        ulong alignment = Alignment(step.B);
        ulong from = step.C % NearPages;
        ulong end = from + (step.A % 997);
        MemoryOwner owner = Owner(step.C);
        Page first = new(_general.First);
        MemoryError error = AllocatedPages.TryAllocateWithin(count, alignment, first + from, first + end, owner,
            out AllocatedPages pages);
        if (CheckTake(_general, error, count, alignment, guarded: false, from, end))
        {
            PageHolding holding = HoldPages(_general, pages.Range, count, alignment, guarded: false, owner);
            Require(holding.First >= from && holding.First + count <= end);
        }
    }

    private void TakeCellPages(Operation step)
    {
        ulong count = Size(step.A, _cells.Real.Count);
        MemoryOwner owner = Owner(step.C);
        MemoryError error = Mappings.TakePages(ref _cells.Real, count, 1, guarded: true, owner, out PageRange range);
        if (CheckTake(_cells, error, count, 1, guarded: true, 0, _cells.Real.Count))
        {
            HoldPages(_cells, range, count, 1, guarded: true, owner);
        }
    }

    private void TakePagesAt(Operation step)
    {
        ulong all = _general.Real.Count;
        PageHolding? neighbour = Pick((step.C & 8) == 0 ? _pageHoldings : _mappings, step.B);
        bool beside = neighbour != null && neighbour.Window == _general && (step.C & 1) == 0;
        ulong at = beside ? neighbour!.First + neighbour.Count : step.B % (step.B % 101 == 0 ? all : NearPages);
        ulong count = Size(step.A, all);
        MemoryOwner owner = beside && (step.C & 2) == 0 ? neighbour!.Owner : Owner(step.C >> 2);
        MemoryError error = AllocatedPages.TryAllocateAt(new Page(_general.First + at), count, owner,
            out AllocatedPages pages);
        if (at >= all)
        {
            Require(error == MemoryError.OutOfRange);
        }
        else if (count == 0)
        {
            Require(error == MemoryError.BadSize);
        }
        else if (count > all - at)
        {
            Require(error == MemoryError.OutOfRange);
        }
        else if (_general.States.AsSpan((int)at, (int)count).ContainsAnyExcept(PageState.Free, PageState.Quarantined))
        {
            Require(error == MemoryError.InUse);
        }
        else if (error != MemoryError.None)
        {
            RequireNoLedger(error);
        }
        else
        {
            PageHolding holding = HoldPages(_general, pages.Range, count, 1, guarded: false, owner);
            Require(holding.First == at);
        }
    }

    /// <summary>
    /// Whether pages could be taken, as the model sees it; what was refused for want of ledger frames is believed if
    /// none are left.
    /// </summary>
    private bool CheckTake(Window window, MemoryError error, ulong count, ulong alignment, bool guarded, ulong from,
        ulong end)
    {
        ulong before = guarded ? alignment : 0;
        ulong all = window.Real.Count;
        if (count == 0 || count > all || before > all || !IsPowerOfTwo(alignment)
            || (window.First & (alignment - 1)) != 0)
        {
            Require(error == MemoryError.BadSize);
        }
        else if (error == MemoryError.OutOfAddresses)
        {
            LearnQuarantine();
            Require(!HasRun(window.States, PageState.Free, count + before + (guarded ? 1UL : 0), alignment, from, end));
        }
        else if (error != MemoryError.None)
        {
            RequireNoLedger(error);
        }

        return error == MemoryError.None;
    }

    private static void RequireNoLedger(MemoryError error)
    {
        Require(error == MemoryError.OutOfMemory);
        // one was given back when its page table failed
        Require(FrameAllocator.FreeFrames <= FrameAllocator.ReserveFrames + 1);
    }

    private PageHolding HoldPages(Window window, PageRange range, ulong count, ulong alignment, bool guarded,
        MemoryOwner owner)
    {
        LearnQuarantine();
        PageHolding holding = new(window, range, owner) { GuardBefore = guarded, GuardAfter = guarded };
        Require(Mappings.IsHeld(range, PageState.Allocated) && range.Count == count
            && (range.First.Number & (alignment - 1)) == 0);
        window.Set(holding.First, count, PageState.Free, PageState.Allocated);
        if (guarded)
        {
            window.Set(holding.First - 1, 1, PageState.Free, PageState.Guard);
            window.Set(holding.First + count, 1, PageState.Free, PageState.Guard);
        }

        _ownerPages[owner.Index] += (long)count + (guarded ? 2 : 0);
        _pageHoldings.Add(holding);
        return holding;
    }

    private void DisposePages(Operation step)
    {
        if (Pick(_pageHoldings, step.A) is { } pages)
        {
            AllocatedPages value = new(pages.Range);
            value.Dispose();
            value.Dispose(); // twice does no harm
            _pageHoldings.Remove(pages);
            FreePages(pages, PageState.Allocated);
        }
    }

    /// <summary>The pages of a holding and its guards are nobody's.</summary>
    private void FreePages(PageHolding pages, PageState state, PageState to = PageState.Free)
    {
        // Entering one range into quarantine may have ended that of others, and then this one is its first.
        LearnQuarantine();
        Require(!Mappings.IsHeld(pages.Range, state));
        Remember(_stalePages, pages.Range, ++_stamp);
        pages.Window.Set(pages.First, pages.Count, state, to);
        if (pages.GuardBefore)
        {
            pages.Window.Set(pages.First - 1, 1, PageState.Guard, to);
        }

        if (pages.GuardAfter)
        {
            pages.Window.Set(pages.First + pages.Count, 1, PageState.Guard, to);
        }

        if (to == PageState.Quarantined)
        {
            ulong before = pages.GuardBefore ? 1UL : 0;
            _quarantined.Add((pages.First - before, pages.Count + before + (pages.GuardAfter ? 1UL : 0)));
        }

        _ownerPages[pages.Owner.Index] -= (long)pages.Count + (pages.GuardBefore ? 1 : 0) + (pages.GuardAfter ? 1 : 0);
    }

    private void Split(List<PageHolding> holdings, PageState state, Operation step)
    {
        if (Pick(holdings, step.A) is not { } whole)
        {
            return;
        }

        ulong at = step.B % (whole.Count + 2);
        at = (step.C & 1) == 0 ? at & ~((whole.Frames.Length == 0 ? 1 : whole.Size.Frames()) - 1) : at;
        MemoryError expected = at == 0 || at >= whole.Count ? MemoryError.OutOfRange
            : state == PageState.Mapped && ((whole.First + at) & (whole.Size.Frames() - 1)) != 0
            ? MemoryError.WithinLargePage
            : MemoryError.None;
        Require(Mappings.Split(whole.Range, state, at, out PageRange low, out PageRange high) == expected);
        if (expected != MemoryError.None)
        {
            Require(Mappings.IsHeld(whole.Range, state));
            return;
        }

        Replace(holdings, whole);
        bool mapped = whole.Frames.Length != 0;
        holdings.Add(new PageHolding(whole.Window, low, whole.Owner)
        {
            GuardBefore = whole.GuardBefore, Access = whole.Access, Size = whole.Size, Frames = mapped
                ? whole.Frames[..(int)at] : [],
        });
        holdings.Add(new PageHolding(whole.Window, high, whole.Owner)
        {
            GuardAfter = whole.GuardAfter, Access = whole.Access, Size = whole.Size, Frames = mapped
                ? whole.Frames[(int)at..] : [],
        });
        Require(holdings[^2].First == whole.First && holdings[^2].Count == at);
        Require(holdings[^1].First == whole.First + at && holdings[^1].Count == whole.Count - at);
    }

    private void Merge(List<PageHolding> holdings, PageState state, Operation step)
    {
        if (Pick(holdings, step.A) is not { } low)
        {
            return;
        }

        PageHolding high = holdings.Find(other => (step.C & 3) != 0
            && other.Range.First == low.Range.First + low.Count) ?? Pick(holdings, step.B)!;
        bool fits = high.Range.First == low.Range.First + low.Count && high.Owner == low.Owner
            && (state == PageState.Allocated || (high.Access == low.Access && high.Size == low.Size));
        MemoryError error = Mappings.Merge(low.Range, high.Range, state, out PageRange merged);
        Require(error == (fits ? MemoryError.None : MemoryError.NotAdjacent));
        if (fits)
        {
            Replace(holdings, low);
            Replace(holdings, high);
            holdings.Add(new PageHolding(low.Window, merged, low.Owner)
            {
                GuardBefore = low.GuardBefore, GuardAfter = high.GuardAfter, Access = low.Access, Size = low.Size,
                    Frames = [.. low.Frames, .. high.Frames],
            });
            Require(holdings[^1].First == low.First && holdings[^1].Count == low.Count + high.Count);
        }
    }

    /// <summary>The value is stale; what it held is another's.</summary>
    private void Replace(List<PageHolding> holdings, PageHolding old)
    {
        Require(!Mappings.IsHeld(old.Range, PageState.Allocated) && !Mappings.IsHeld(old.Range, PageState.Mapped));
        holdings.Remove(old);
        Remember(_stalePages, old.Range, ++_stamp);
    }
}
