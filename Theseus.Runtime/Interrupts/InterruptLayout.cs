namespace Theseus.Runtime.Interrupts;

/// <summary>Sizes that Asm/interrupts.S goes by too (Asm/macros.inc).</summary>
internal static class InterruptLayout
{
    /// <summary>Vectors that have a stub.</summary>
    public const int Vectors = 64;

    /// <summary>Bytes from one stub to the next.</summary>
    public const int StubBytes = 16;

    /// <summary>Stacks for interrupts.</summary>
    public const int Stacks = 5;

    /// <summary>Bytes of each.</summary>
    public const nuint StackBytes = 16384;

    /// <summary>Bytes of the guard below each.</summary>
    public const nuint GuardBytes = 4096;
}
