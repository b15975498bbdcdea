namespace Theseus.Build.Linking;

/// <summary>Where in the image a section goes. The order is the image's.</summary>
public enum SegmentKind : byte
{
    /// <summary>Not loaded: debug information, symbol tables, unwind records that become tables.</summary>
    None,
    /// <summary>Runs at its physical address, before paging is as the kernel wants it.</summary>
    Boot,
    /// <summary>Zeroed memory for <see cref="Boot"/>, at its physical address too.</summary>
    BootBss,
    /// <summary>Code. Managed code first, then native code.</summary>
    Text,
    /// <summary>Constants, and the tables that the linker makes.</summary>
    ReadOnly,
    Data,
    Bss,
}
