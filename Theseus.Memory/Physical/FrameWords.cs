namespace Theseus.Memory.Physical;

/// <summary>Looks through RAM for what may be an address.</summary>
internal static class FrameWords
{
    /// <summary>True if a word of a frame is an address of a range.</summary>
    public static bool AnyIn(Frame frame, ulong start, ulong bytes)
    {
        foreach (ulong word in PhysicalMemory.WordsOf(frame))
        {
            if (word - start < bytes)
            {
                return true;
            }
        }

        return false;
    }
}
