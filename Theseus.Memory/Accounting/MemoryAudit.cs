using Theseus.Memory.Physical;

namespace Theseus.Memory;

/// <summary>
/// The leak detector: counts everything again from the tables themselves and compares. No frame may be without an owner, in
/// two mappings, or in none that its state says it is in.
/// </summary>
// SAFETY: tables are reached as PageTable reaches them; nothing is freed while the one flow of execution counts.
public static unsafe class MemoryAudit
{
    /// <summary>What does not agree, a line each; nothing where all is well.</summary>
    public static IReadOnlyList<string> Run()
    {
        // Everything is counted before a finding is put into words: that takes memory.
        int owners = OwnerTable.Count;
        Owner[] counts = new Owner[owners];
        ulong[] states = new ulong[(int)FrameState.Table + 1];
        byte[] seen = new byte[(FrameAllocator.FrameCount + 7) / 8];
        ulong free = FrameAllocator.FreeFrames;
        ulong all = OwnerTable.AllFrames;
        for (int i = 0; i < owners; i++)
        {
            counts[i].Counter = OwnerTable.FramesOf((ushort)i);
        }

        for (Frame frame = default; frame.Number < FrameAllocator.FrameCount; frame += 1)
        {
            counts[FrameAllocator.OwnerOf(frame).Index].Frames++;
            states[(int)FrameAllocator.StateOf(frame)]++;
        }

        PageTableWalk.Totals totals = PageTableWalk.CountMapped(seen);

        List<string> findings = [];
        for (int i = 0; i < owners; i++)
        {
            Compare(findings, $"frames of {OwnerTable.At(i)} by the frame table", counts[i].Frames, "by its counter", counts[i].Counter);
        }

        Compare(findings, "frames of all owners", all, "frames that there are", FrameAllocator.FrameCount);
        Compare(findings, "frames in the map of free ones", free, "free by their state", states[(int)FrameState.Free]);
        Compare(findings, "mapped frames by the page tables", totals.Frames, "by their state", states[(int)FrameState.Mapped]);
        Compare(findings, "entries that map a frame of another state", totals.Strangers, "none", 0);
        Compare(findings, "frames that are mapped twice", totals.Twice, "none", 0);
        return findings;
    }

    private struct Owner
    {
        public ulong Frames;
        public ulong Counter;
    }

    private static void Compare(List<string> findings, string what, ulong count, string other, ulong expected)
    {
        if (count != expected)
        {
            findings.Add($"{what}: {count}; {other}: {expected}");
        }
    }
}
