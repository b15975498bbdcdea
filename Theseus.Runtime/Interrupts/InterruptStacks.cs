using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// The stacks that the CPU changes to for interrupts and exceptions (Asm/interrupts.S), lowest first, each with a page
/// below it that is not mapped once <c>Theseus.Memory</c> has its page tables.
/// </summary>
[Resident]
internal static class InterruptStacks
{
    /// <summary>Stacks that there are.</summary>
    public const int Count = InterruptLayout.Stacks;

    /// <summary>
    /// The one that no gate changes to: what is to be done when a task's stack cannot be used any more runs there.
    /// </summary>
    public const int Emergency = 4;

    /// <summary>Bytes of the guard below each.</summary>
    public const nuint GuardBytes = InterruptLayout.GuardBytes;

    private const nuint StackBytes = InterruptLayout.StackBytes;

    /// <summary>The lowest address of a guard.</summary>
    public static nuint Guard(int stack) => First() + ((nuint)stack * (GuardBytes + StackBytes));

    /// <summary>One past the highest address of a stack.</summary>
    public static nuint Top(int stack) => Guard(stack) + GuardBytes + StackBytes;

    /// <summary>True for an address in a guard.</summary>
    public static bool IsGuard(nuint address)
    {
        nuint offset = address - First();
        return offset < Count * (GuardBytes + StackBytes) && offset % (GuardBytes + StackBytes) < GuardBytes;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_interrupt_stacks_address")]
    private static extern nuint First();
}
