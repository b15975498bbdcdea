namespace Theseus.Runtime.Interrupts;

/// <summary>The kernel's interrupt stacks on the host: in the bss of the model's image.</summary>
internal static class InterruptStacks
{
    public const int Count = 5;

    public static nuint Guard(int stack) =>
        unchecked((nuint)(0xFFFF_FFFF_8000_0000 + Startup.RunningImage.Start + (3 * Startup.RunningImage.Part)))
        + ((nuint)stack * 0x5000);
}
