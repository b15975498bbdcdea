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
        List<string> findings = [];
        ulong[] frames = new ulong[OwnerTable.Count];
        ulong[] states = new ulong[(int)FrameState.Table + 1];
        foreach (MemoryMap.Run run in MemoryMap.Runs())
        {
            frames[run.Owner.Index] += run.Count;
        }

        for (Frame frame = default; frame.Number < FrameAllocator.FrameCount; frame += 1)
        {
            states[(int)FrameAllocator.StateOf(frame)]++;
        }

        for (int i = 0; i < frames.Length; i++)
        {
            Compare(findings, $"frames of {OwnerTable.At(i)} by the frame table", frames[i], "by its counter", OwnerTable.At(i).Frames);
        }

        Compare(findings, "frames of all owners", OwnerTable.AllFrames, "frames that there are", FrameAllocator.FrameCount);
        Compare(findings, "frames in the map of free ones", FrameAllocator.FreeFrames, "free by their state", states[(int)FrameState.Free]);

        PageTableWalk.Totals totals = PageTableWalk.CountMapped();
        Compare(findings, "mapped frames by the page tables", totals.Frames, "by their state", states[(int)FrameState.Mapped]);
        Compare(findings, "entries that map a frame of another state", totals.Strangers, "none", 0);
        Compare(findings, "frames that are mapped twice", totals.Twice, "none", 0);
        return findings;
    }

    private static void Compare(List<string> findings, string what, ulong count, string other, ulong expected)
    {
        if (count != expected)
        {
            findings.Add($"{what}: {count}; {other}: {expected}");
        }
    }
}
