namespace Theseus.Build.Objects;

/// <summary>Relocation types of the x86-64 psABI (table 4.9), as far as any input of the image uses them.</summary>
public enum RelocationType : uint
{
    None = 0,
    /// <summary>S + A, 64 bits.</summary>
    Absolute64 = 1,
    /// <summary>S + A - P, signed 32 bits.</summary>
    Pc32 = 2,
    /// <summary>L + A - P, signed 32 bits; L is S, as there is no procedure linkage table.</summary>
    Plt32 = 4,
    /// <summary>G + GOT + A - P, signed 32 bits.</summary>
    GotPcRel = 9,
    /// <summary>S + A, unsigned 32 bits.</summary>
    Absolute32 = 10,
    /// <summary>S + A, signed 32 bits.</summary>
    Absolute32Signed = 11,
    /// <summary>Initial-exec thread-local offset: there are no ELF thread locals in Theseus.</summary>
    GotTpOff = 22,
    /// <summary>S + A - P, 64 bits.</summary>
    Pc64 = 24,
    /// <summary>As <see cref="GotPcRel"/>, may be relaxed.</summary>
    GotPcRelX = 41,
    /// <summary>As <see cref="GotPcRel"/>, may be relaxed, with a REX prefix.</summary>
    RexGotPcRelX = 42,
}
