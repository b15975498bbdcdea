using Theseus.Memory.Physical;
using Theseus.Runtime.Interrupts;

namespace Theseus.Memory;

/// <summary>
/// The leak detector: counts everything again from the tables themselves and compares. No frame may be without an
/// owner, in two mappings, or in none that its state says it is in. Nor may an interrupt stack be without its guard,
/// which no ledger knows: it is part of the image.
/// </summary>
internal static class MemoryAudit
{
    /// <summary>What does not agree, a line each; nothing where all is well.</summary>
    public static IReadOnlyList<string> Run()
    {
        // Everything is counted before a finding is put into words, for that takes memory; and counted twice, for the
        // first time may bring in the code that counts.
        Counts counts = new(OwnerTable.Count, FrameAllocator.FrameCount);
        Count(counts);
        counts.Reset();
        Count(counts);

        List<string> findings = [];
        for (int i = 0; i < counts.Frames.Length; i++)
        {
            Compare(findings, $"frames of {OwnerTable.At(i)} by the frame table", counts.Frames[i], "by its counter",
                counts.Counters[i]);
        }

        ulong[] states = counts.States;
        Compare(findings, "frames of all owners", counts.All, "frames that there are", FrameAllocator.FrameCount);
        Compare(findings, "frames in the map of free ones", counts.Free, "free by their state",
            states[(int)FrameState.Free]);
        Compare(findings, "mapped frames by the page tables, and of programs that do not run",
            counts.Mapped.Frames + counts.Aside, "by their state", states[(int)FrameState.Mapped]);
        Compare(findings, "entries that map a frame of another state", counts.Mapped.Strangers, "none", 0);
        Compare(findings, "pages in quarantine by the ledger", counts.Quarantined, "by their counter",
            counts.QuarantineCounter);
        Compare(findings, "frames that are mapped twice", counts.Mapped.Twice, "none", 0);
        Compare(findings, "interrupt stacks without a guard", UnguardedStacks(), "none", 0);
        return findings;
    }

    private static void Count(Counts counts)
    {
        counts.Free = FrameAllocator.FreeFrames;
        counts.All = OwnerTable.AllFrames;
        for (int i = 0; i < counts.Counters.Length; i++)
        {
            counts.Counters[i] = OwnerTable.FramesOf((ushort)i);
        }

        for (Frame frame = default; frame.Number < FrameAllocator.FrameCount; frame += 1)
        {
            counts.Frames[FrameAllocator.OwnerOf(frame).Index]++;
            counts.States[(int)FrameAllocator.StateOf(frame)]++;
        }

        counts.QuarantineCounter = Quarantine.Pages;
        counts.Quarantined = CountQuarantined();
        counts.Aside = Instances.FramesAside;
        counts.Mapped = PageTableWalk.CountMapped(counts.Seen);
    }

    private static ulong CountQuarantined()
    {
        ulong count = 0;
        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            count += (window.Entry(page).State & PageState.Mask) == PageState.Quarantined ? 1UL : 0;
        }

        return count;
    }

    /// <summary>
    /// Interrupt stacks that are not writable from end to end, or that have a page below them that is mapped.
    /// </summary>
    private static ulong UnguardedStacks()
    {
        ulong count = 0;
        for (int stack = 0; stack < InterruptStacks.Count; stack++)
        {
            Page guard = new VirtualAddress(InterruptStacks.Guard(stack)).Page;
            Page first = new VirtualAddress(InterruptStacks.Guard(stack) + InterruptStacks.GuardBytes).Page;
            Page end = new VirtualAddress(InterruptStacks.Top(stack)).Page;
            bool isGuarded = guard < first && first < end;
            for (Page page = guard; page < end; page += 1)
            {
                ulong access = PageTable.Find(page, out _) & (PageTable.Present | PageTable.Writable);
                isGuarded &= page < first ? (access & PageTable.Present) == 0
                    : access == (PageTable.Present | PageTable.Writable);
            }

            count += isGuarded ? 0UL : 1;
        }

        return count;
    }

    private sealed class Counts(int owners, ulong frames)
    {
        public ulong[] Frames { get; } = new ulong[owners];

        public ulong[] Counters { get; } = new ulong[owners];

        public ulong[] States { get; } = new ulong[(int)FrameState.Table + 1];

        public byte[] Seen { get; } = new byte[(frames + 7) / 8];

        public ulong Free { get; set; }

        public ulong All { get; set; }

        public ulong Quarantined { get; set; }

        public ulong QuarantineCounter { get; set; }

        public ulong Aside { get; set; }

        public PageTableWalk.Totals Mapped { get; set; }

        public void Reset()
        {
            Array.Clear(Frames);
            Array.Clear(States);
            Array.Clear(Seen);
        }
    }

    private static void Compare(List<string> findings, string what, ulong count, string other, ulong expected)
    {
        if (count != expected)
        {
            findings.Add($"{what}: {count}; {other}: {expected}");
        }
    }
}
