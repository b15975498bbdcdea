namespace Theseus.Runtime;

/// <summary>A place where running code can be left: managed code has just called, and nothing of the kernel's is in the middle.</summary>
// SAFETY: the handler is a static method.
internal static unsafe class SafePoint
{
    /// <summary>What the next safe point must do first; null for nothing.</summary>
    public static delegate*<void> Pending { get; set; }

    /// <summary>Does it.</summary>
    public static void Pass()
    {
        delegate*<void> pending = Pending;
        if (pending != null)
        {
            Pending = null;
            pending();
        }
    }
}
