namespace Theseus.Memory;

/// <summary>The kernel's ViewSearch on the host: the one stack holds what a test says.</summary>
// SAFETY: the words are pinned while they are shown.
internal static unsafe class ViewSearch
{
    /// <summary>The words of the stack.</summary>
    public static ulong[] Stack { get; set; } = [];

    /// <summary>How often it was searched.</summary>
    public static int Searches { get; set; }

    public static void Run(delegate*<void*, void*, void> see)
    {
        Searches++;
        fixed (ulong* words = Stack)
        {
            see(words, words + Stack.Length);
        }
    }
}
