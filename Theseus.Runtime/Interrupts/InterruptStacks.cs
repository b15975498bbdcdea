using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Interrupts;

/// <summary>
/// The stacks that the CPU changes to for interrupts and exceptions (Asm/interrupts.S), lowest first, each with a page below it that
/// is not mapped once <c>Theseus.Memory</c> has its page tables.
/// </summary>
// SAFETY: an address in the image, which does not move.
[Resident]
internal static unsafe class InterruptStacks
{
    /// <summary>Stacks that there are.</summary>
    public const int Count = 5;

    /// <summary>The one that no gate changes to: what is to be done when a task's stack cannot be used any more runs there.</summary>
    public const int Emergency = 4;

    /// <summary>Bytes of the guard below each.</summary>
    public const nuint GuardBytes = 4096;

    private const nuint StackBytes = 16384;

    /// <summary>The lowest address of a guard.</summary>
    public static nuint Guard(int stack) => (nuint)First() + ((nuint)stack * (GuardBytes + StackBytes));

    /// <summary>One past the highest address of a stack.</summary>
    public static nuint Top(int stack) => Guard(stack) + GuardBytes + StackBytes;

    /// <summary>True for an address in a guard.</summary>
    public static bool IsGuard(nuint address)
    {
        nuint offset = address - (nuint)First();
        return offset < Count * (GuardBytes + StackBytes) && offset % (GuardBytes + StackBytes) < GuardBytes;
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_interrupt_stacks_address")]
    private static extern byte* First();
}
