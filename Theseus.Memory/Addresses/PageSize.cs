namespace Theseus.Memory;

/// <summary>The sizes that one page-table entry can map (Intel SDM volume 3, section 4.5).</summary>
public enum PageSize
{
    /// <summary>4 KiB.</summary>
    Small = 0,

    /// <summary>2 MiB.</summary>
    Large = 1,

    /// <summary>1 GiB.</summary>
    Huge = 2,
}

/// <summary>What follows from a page size.</summary>
public static class PageSizes
{
    /// <summary>How many frames of 4 KiB one page takes, and to how many it is aligned.</summary>
    public static ulong Frames(this PageSize size) => 1UL << (9 * (int)size);
}
