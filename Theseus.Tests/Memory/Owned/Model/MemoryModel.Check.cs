using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

// SAFETY: as MemoryModel.cs says.
internal sealed unsafe partial class MemoryModel
{
    /// <summary>Compares everything.</summary>
    public void CheckAll()
    {
        IReadOnlyList<string> findings = MemoryAudit.Run();
        Require(findings.Count == 0, string.Join("; ", findings));
        PageCounts counts = PageTableWalk.Count();
        Require(counts.WritableAndExecutable == 0);
        Require(counts.WritableAliasesOfCode == 0);
        Require(counts.Unknown == 0);
        Require(OwnerTable.AllFrames == FrameCount);
        ModelTlb.Check();
        CheckFrames();
        foreach (Window window in (ReadOnlySpan<Window>)[_general, _cells, _devices])
        {
            CheckWindow(window);
        }

        foreach (FrameHolding frames in _frameHoldings)
        {
            Require(frames.Value.IsHeld && FrameAllocator.OwnerOf(frames.Value.First) == frames.Owner);
        }

        foreach (PageHolding pages in _pageHoldings)
        {
            Require(Mappings.IsHeld(pages.Range, PageState.Allocated));
        }

        ulong executable = 0;
        foreach (PageHolding mapping in _mappings)
        {
            CheckMapping(mapping);
            executable += mapping.IsCode ? mapping.Count : 0;
        }

        Require(counts.Executable == executable + (0x6_0000 / Frame.Bytes)); // and the image's text
        CheckDevices();
        CheckStale();
    }

    /// <summary>Gives everything back: what remains are the kernel's own frames.</summary>
    public void Clear()
    {
        while (_mappings.Count != 0)
        {
            DisposeMapping(default);
        }

        while (_pageHoldings.Count != 0)
        {
            DisposePages(default);
        }

        while (_frameHoldings.Count != 0)
        {
            DisposeFrames(default);
        }

        while (_deviceHoldings.Count != 0)
        {
            DisposeDevice(default);
        }

        CheckCounters();
        CheckAll();
        foreach (MemoryOwner owner in _owners)
        {
            Require(owner.Frames == 0 && owner.Pages == 0);
        }
    }

    private void CheckFrames()
    {
        for (ulong i = 0; i < FrameCount; i++)
        {
            Frame frame = new(i);
            Require(FrameAllocator.StateOf(frame) == _frames[i]);
            if (i < 20_000 || (i & 63) == 0)
            {
                CheckDirect(frame, ModelTlb.Walk(DirectMap.PageOf(frame), out _));
            }
        }
    }

    private static void CheckWindow(Window window)
    {
        for (int i = 0; i < window.States.Length; i++)
        {
            Page page = new Page(window.First) + (ulong)i;
            if (!window.Real.HasEntry(page))
            {
                Require(!window.States.AsSpan(i).ContainsAnyExcept(PageState.Free)); // no ledger from here on
                return;
            }

            Require((window.Real.Entry(page).State & PageState.Mask) == window.States[i]);
        }
    }

    private void CheckMapping(PageHolding mapping)
    {
        Require(Mappings.IsHeld(mapping.Range, PageState.Mapped));
        Require(MemoryMap.OwnerOf(mapping.Range.First.Start) == mapping.Owner);
        for (ulong i = 0; i < mapping.Count; i++)
        {
            ModelTlb.Translation? found = ModelTlb.Walk(mapping.Range.First + i, out _);
            Require(found != null && found.Value.Frame.Number == mapping.Frames[i]);
            Require(found!.Value.IsWritable == (mapping.Access == PageAccess.ReadWrite));
            Require(found.Value.IsExecutable == mapping.IsCode);
            Require((found.Value.Flags & PageTable.Global) == 0);
            Require(_content[mapping.Frames[i]] == 0
                || *(ulong*)PhysicalMemory.At(found.Value.Frame.Start) == _content[mapping.Frames[i]]);
        }
    }

    private void CheckDevices()
    {
        foreach (DeviceHolding device in _deviceHoldings)
        {
            Require(device.Mapping == null ? device.Claim.IsHeld : device.Pages.IsHeld);
            for (ulong i = 0; device.Mapping != null && i < device.Count; i++)
            {
                ModelTlb.Translation? found = ModelTlb.Walk(device.Pages.Start.Page + i, out _);
                Require(found != null && found.Value.Frame.Number == device.First + i);
                Require(found!.Value.IsWritable && !found.Value.IsExecutable);
                ulong caching = device.Mapping.Access == PageAccess.Uncached
                    ? PageTable.WriteThrough | PageTable.CacheDisable : PageTable.WriteThrough;
                Require((found.Value.Flags & (PageTable.WriteThrough | PageTable.CacheDisable)) == caching);
            }
        }
    }

    private void CheckStale()
    {
        foreach (AllocatedFrames frames in _staleFrames)
        {
            Require(!frames.IsHeld);
        }

        foreach (PageRange pages in _stalePages)
        {
            Require(!Mappings.IsHeld(pages, PageState.Allocated) && !Mappings.IsHeld(pages, PageState.Mapped));
        }
    }

    /// <summary>What was given away is refused for every purpose, and nothing changes.</summary>
    private void UseStale(Operation step)
    {
        if (_staleFrames.Count != 0 && (step.C & 1) == 0)
        {
            AllocatedFrames stale = _staleFrames[(int)(step.A % _staleFrames.Count)];
            stale.Dispose();
            Require(stale.TrySplit(1, out _, out _) == MemoryError.NotOwned);
            Require(stale.TryMerge(stale, out _) == MemoryError.NotOwned);
            if (Pick(_frameHoldings, step.B) is { } frames && Pick(_pageHoldings, step.B) is { } pages)
            {
                Require(stale.TryMerge(frames.Value, out _) == MemoryError.NotOwned);
                Require(frames.Value.TryMerge(stale, out _) == MemoryError.NotOwned);
                Require(MappedPages.TryMap(stale, new AllocatedPages(pages.Range), PageSize.Small, out _)
                    == MemoryError.NotOwned);
            }
        }
        else if (_stalePages.Count != 0)
        {
            PageRange stale = _stalePages[(int)(step.A % _stalePages.Count)];
            new AllocatedPages(stale).Dispose();
            new MappedPages<ReadWrite>(stale).Dispose();
            foreach (PageState state in (ReadOnlySpan<PageState>)[PageState.Allocated, PageState.Mapped])
            {
                Require(Mappings.Split(stale, state, 1, out _, out _) == MemoryError.NotOwned);
                Require(Mappings.Merge(stale, stale, state, out _) == MemoryError.NotOwned);
            }

            Require(Mappings.Protect(stale, PageAccess.Read, out _) == MemoryError.NotOwned);
            Require(Mappings.MapNew(stale, PageAccess.ReadWrite, Owner(step.B), out _) == MemoryError.NotOwned);
            Require(new MappedPages<ReadWrite>(stale).Check<byte>(0, 0) == MemoryError.NotOwned);
            if (Pick(_frameHoldings, step.B) is { } frames)
            {
                Require(MappedPages.TryMap(frames.Value, new AllocatedPages(stale), PageSize.Small, out _)
                    == MemoryError.NotOwned);
            }
        }
    }
}
