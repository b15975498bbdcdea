namespace Theseus.Runtime.Interrupts;

/// <summary>The kernel's interrupt stacks on the host: in the bss of the model's image.</summary>
internal static class InterruptStacks
{
    public const int Count = InterruptLayout.Stacks;
    public const nuint GuardBytes = InterruptLayout.GuardBytes;

    private const nuint Bytes = GuardBytes + InterruptLayout.StackBytes;

    public static nuint Guard(int stack) =>
        unchecked((nuint)(0xFFFF_FFFF_8000_0000 + Startup.RunningImage.Start + (3 * Startup.RunningImage.Part)))
        + ((nuint)stack * Bytes);

    public static nuint Top(int stack) => Guard(stack) + Bytes;
}
