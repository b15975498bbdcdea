namespace Theseus.Runtime;

/// <summary>
/// A place where running code can be left: managed code has just called, and nothing of the kernel's is in the middle.
/// </summary>
internal static class SafePoint
{
    /// <summary>What the next safe point must do first; null for nothing.</summary>
    // SAFETY: the pointer is kept, and called by Pass.
    public static unsafe delegate*<void> Pending { get; set; }

    /// <summary>Does it.</summary>
    // SAFETY: what is not null is a static method without parameters, for nothing else has that type.
    public static unsafe void Pass()
    {
        delegate*<void> pending = Pending;
        if (pending != null)
        {
            Pending = null;
            pending();
        }
    }
}
