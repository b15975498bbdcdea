using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Faults;
using Theseus.Tasks.Channels;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Spawning;

namespace Theseus.Tests.Tasks
{
    /// <summary>What the simulation wants of a task's address.</summary>
    internal static class TaskReferenceExtensions
    {
        extension(TaskReference task)
        {
            // SAFETY: the address is a number here.
            public unsafe nint Key => (nint)task.Address;

            // SAFETY: the block is a task's, which is never freed.
            public unsafe void RunHere() => ThreadControlBlock.SetCurrent(task.Address);
        }
    }
}

namespace Theseus.Memory
{
    /// <summary>The list of all tasks, on the host.</summary>
    internal static class Threads
    {
        private static TaskReference s_first;

        public static TaskReference FirstTask => s_first;

        public static void Reset() => s_first = default;

        // SAFETY: a block of the simulation's.
        public static unsafe void Add(TaskReference task)
        {
            task.Block.Next = s_first.Address;
            s_first = task;
        }

        // SAFETY: the caller's is in the list.
        public static unsafe void Remove(TaskReference task)
        {
            if (s_first == task)
            {
                s_first = task.NextOfAll;
                return;
            }

            TaskReference before = s_first;
            while (before.NextOfAll != task)
            {
                before = before.NextOfAll;
            }

            before.Block.Next = task.Block.Next;
        }
    }

    /// <summary>Control blocks of tasks, on the host: there are no stacks, and none is used twice.</summary>
    internal static class TaskStacks
    {
        public static int Free { get; private set; }

        // SAFETY: a block of the host's, zeroed, never freed.
        public static unsafe bool TryTake(nuint bytes, out TaskReference task)
        {
            task = new TaskReference((ThreadControlBlock*)NativeMemory.AllocZeroed((nuint)sizeof(ThreadControlBlock)));
            return true;
        }

        public static void Give(TaskReference task) => Free++;

        public static void Trim(int program) => Free = 0;
    }
}

namespace Theseus.Tasks
{
    /// <summary>What the layers above the tasks do, on the host.</summary>
    internal static class Upcalls
    {
        /// <summary>How often the timer was armed.</summary>
        public static int Armed { get; private set; }

        public static void ArmTimer(ulong microseconds) => Armed++;

        public static void DeliverSignals()
        {
        }

        public static void Write(ReadOnlySpan<byte> text) => Theseus.Tests.Platform.Machine.Show(text);

        public static void RunScrubber()
        {
        }

        public static CellNumber CellOfCode(nuint first, nuint second) => Theseus.Tests.Tasks.SimulatedCells.Of(first);

        public static bool CanReplaceCell(CellNumber cell) => Theseus.Tests.Tasks.SimulatedCells.CanReplace(cell);

        public static CellReplacement ReplaceCell(CellNumber cell, out uint runningTask) =>
            Theseus.Tests.Tasks.SimulatedCells.Replace(cell, out runningTask);

        public static CellNumber NextDependentCell(CellNumber of, CellNumber behind) =>
            Theseus.Tests.Tasks.SimulatedCells.NextDependent(of, behind);

        public static bool HasModuleInitializer(CellNumber cell) =>
            Theseus.Tests.Tasks.SimulatedCells.Initializer(cell) is not null;

        public static void RunModuleInitializer(CellNumber cell) =>
            Theseus.Tests.Tasks.SimulatedCells.Initializer(cell)!();

        public static bool TrySwitchAfterInterrupt() => Theseus.Tests.Tasks.SimulatedCpu.TrySwitchAfterInterrupt();
    }
}

namespace Theseus.Tasks.Scheduling
{
    /// <summary>There are no finalizers.</summary>
    internal static class FinalizerTask
    {
        public static TaskReference Task => default;

        public static void Run()
        {
        }

        public static void HasBeenLeft()
        {
        }

        public static void RunPending()
        {
        }
    }

    /// <summary>No task serves others.</summary>
    internal static class SystemTask
    {
        public static TaskReference Scrubber => default;

        public static void BeginAnew(TaskReference task)
        {
        }
    }
}

namespace Theseus.Tasks.Ownership
{
    /// <summary>All that tasks get is in one list; a test releases what one has left.</summary>
    internal static class TaskOwned
    {
        public static OwnedList OfProgram { get; private set; } = new();

        public static OwnedList Current => SpawnedTask.Current?.Owned ?? OfProgram;

        public static void Reset() => OfProgram = new OwnedList();

        public static void Forget(ChannelEnd end)
        {
        }

        public static void ReleaseAll(OwnedList list)
        {
            while (list.TakeLatest(locksOf: 0) is { } entry)
            {
                entry.Release();
            }
        }

        public static void ReleaseLocks(uint task)
        {
            while (OfProgram.TakeLatest(task) is { } entry)
            {
                entry.Release();
            }
        }
    }
}

namespace Theseus.Runtime.Interrupts
{
    /// <summary>Which interrupt lines are open.</summary>
    internal static class InterruptController
    {
        public const int Lines = 16;

        public static bool[] IsOpen { get; } = new bool[Lines];

        public static void Mask(int line) => IsOpen[line] = false;

        public static void Unmask(int line) => IsOpen[line] = true;
    }
}

namespace Theseus.Runtime
{
    /// <summary>The simulation's programs have no boundaries.</summary>
    internal static class StackBoundary
    {
        public static bool Lead(TaskReference task) => false;
    }

    /// <summary>CoreLib's threads: none on the host.</summary>
    internal static class NativeThread
    {
        public static nint ExitCallback { get; set; }

        public static void Run(nint start, nint parameter)
        {
        }
    }
}
