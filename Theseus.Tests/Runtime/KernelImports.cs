using System.Runtime.InteropServices;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime
{
    /// <summary>
    /// The layers above on the host: pages are there, but for those that a test names; the native heap is the host's.
    /// </summary>
    // SAFETY: forwards to the host's own heap.
    internal static unsafe class Upcalls
    {
        public static HashSet<nuint> DamagedPages { get; } = [];

        public static int Blocks { get; private set; }

        public static CellPageAnswer LoadCellPage(nuint address) =>
            DamagedPages.Contains(address / 4096) ? CellPageAnswer.Failed : CellPageAnswer.Loaded;

        public static void LetOthersRun()
        {
        }

        public static void* Allocate(nuint bytes)
        {
            Blocks++;
            return NativeMemory.Alloc(bytes);
        }

        public static void Free(void* block)
        {
            Blocks--;
            NativeMemory.Free(block);
        }
    }
}

namespace Theseus.Runtime
{
    /// <summary>One flow of execution, with no exception in flight but those that a test says.</summary>
    internal partial struct ThreadControlBlock
    {
        [ThreadStatic]
        private static nint s_running;

        // SAFETY: a block of this thread's own, or of the task that a simulation runs on it.
        public static unsafe ref ThreadControlBlock Running => ref *Current();

        // SAFETY: as above; a block is never freed.
        public static unsafe ThreadControlBlock* Current()
        {
            if (s_running == 0)
            {
                SetCurrent((ThreadControlBlock*)NativeMemory.AllocZeroed((nuint)sizeof(ThreadControlBlock)));
            }

            return (ThreadControlBlock*)s_running;
        }

        // SAFETY: keeps an address.
        public static unsafe void SetCurrent(ThreadControlBlock* block) => s_running = (nint)block;

        // SAFETY: no stack of the simulation's is laid out.
        public static void Prepare(ref ThreadControlBlock thread)
        {
        }

        public static void SwitchTo(TaskReference next) => Theseus.Tests.Tasks.SimulatedCpu.SwitchTo(next);

        public static void Exchange(ref InterruptFrame frame, TaskReference next) =>
            Theseus.Tests.Tasks.SimulatedCpu.GoOnWith(next);
    }
}

namespace Theseus.Runtime.Unwind
{
    /// <summary>Return addresses of the throw helpers: those that a test says.</summary>
    internal readonly partial struct UnwindMarks
    {
        private static readonly UnwindMarks[] s_all = new UnwindMarks[1];

        public static ref UnwindMarks All => ref s_all[0];
    }
}

namespace Theseus.Runtime.Dispatch
{
    /// <summary>There is no stub on the host.</summary>
    internal static class DispatchStub
    {
        public static nuint Address() => 0;
    }
}

namespace Theseus.Runtime.Diagnostics
{
    /// <summary>The kernel's log on the host.</summary>
    internal static class KernelLog
    {
        public static System.Text.StringBuilder Text { get; } = new();

        public static void Write(ReadOnlySpan<byte> text) => Text.Append(System.Text.Encoding.UTF8.GetString(text));

        public static void WriteDecimal(ulong value) => Text.Append(value);

        public static void WriteHex(ulong value) => Text.Append($"0x{value:x16}");
    }
}
