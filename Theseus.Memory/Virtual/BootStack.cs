using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Runtime;

namespace Theseus.Memory;

/// <summary>The stack that the assembly entry gave to the first flow of execution.</summary>
public static unsafe class BootStack
{
    private const ulong FirstThreadId = 1;

    /// <summary>Gives it its guard and makes it a root of the collector.</summary>
    public static void Initialize()
    {
        ThreadControlBlock* thread = ThreadControlBlock.Current();
        thread->Id = FirstThreadId;
        StackGuard.Install(thread, Low(), High());
        Threads.Add(thread);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_boot_stack_address")]
    private static extern nuint Low();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_boot_stack_end_address")]
    private static extern nuint High();
}
