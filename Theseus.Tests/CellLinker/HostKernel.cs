using System.Text;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Faults;

namespace Theseus.Memory
{
    /// <summary>The files that a test says the boot loader has brought.</summary>
    internal static class BootFiles
    {
        public static List<(string Name, byte[] Bytes)> Files { get; } = [];

        public static int Count => Files.Count;

        public static ReadOnlySpan<byte> Name(int file) => Encoding.UTF8.GetBytes(Files[file].Name);

        public static ReadOnlySpan<byte> Bytes(int file) => Files[file].Bytes;
    }

    /// <summary>A nano-core's description of itself, and pages that nothing runs from.</summary>
    internal static class NanoCoreImage
    {
        public static byte[] File { get; set; } = [];

        public static byte[] Pages { get; set; } = [];

        public static ReadOnlySpan<byte> Cell => File;

        public static Span<byte> Page(uint page)
        {
            int at = (int)(page * CellHeader.PageBytes);
            return at < Pages.Length ? Pages.AsSpan(at, CellHeader.PageBytes) : default;
        }

        public static ReadOnlySpan<byte> ReadPage(uint page) => Page(page);

        public static void Mend(uint page, ReadOnlySpan<byte> bytes) => bytes.CopyTo(Page(page));
    }

    /// <summary>What uses a cell, besides other cells: nothing does on the host.</summary>
    internal enum CellUse
    {
        None,
        Object,
        CodePointer,
        Stack,
    }

    /// <summary>There is no heap of the kernel's to look through.</summary>
    internal static class UseScan
    {
        public const int MostReferences = 1;

        public static CellUse Find(
            SparsePages pages, ulong textEnd, out ulong detail, Span<ulong> references, out int referenceCount)
        {
            (detail, referenceCount) = (0, 0);
            return CellUse.None;
        }

        /// <summary>What a search for references to a cell finds.</summary>
        public static bool IsAnyReferred { get; set; }

        public static bool IsReferred(SparsePages pages) => IsAnyReferred;

        /// <summary>Tasks, each with an address that its stack holds.</summary>
        public static Dictionary<nint, ulong> Holders { get; } = [];

        /// <summary>A task, whose stack holds an address.</summary>
        // SAFETY: the block is a new one's, which stays in the list of all until a test begins anew.
        public static unsafe TaskReference Hold(ulong address, uint number, int program)
        {
            TaskStacks.TryTake(0, out TaskReference task);
            (task.State.Number, task.State.Program) = (number, program);
            Threads.Add(task);
            Holders[(nint)task.Address] = address;
            return task;
        }

        // SAFETY: the address is a number here.
        public static unsafe bool HoldsAddress(TaskReference task, ulong start, ulong end) =>
            Holders.TryGetValue((nint)task.Address, out ulong address) && address >= start && address < end;
    }
}

namespace Theseus.Runtime.Unwind
{
    /// <summary>Which cells' code the unwinder was told of.</summary>
    internal static class CellCodeTables
    {
        /// <summary>First address of the code, and bytes of it.</summary>
        public static Dictionary<ulong, uint> Known { get; } = [];

        public static ulong Bytes => 0;

        public static bool Register(
            uint cell, ulong start, uint memoryBytes, uint textBytes,
            ReadOnlySpan<CellFunction> functions, ReadOnlySpan<byte> cfi, ReadOnlySpan<CellUnboxTarget> unboxTargets,
            ReadOnlySpan<CellKillGap> killGaps,
            ReadOnlySpan<uint> nameOffsets, ReadOnlySpan<byte> nameText, bool isNative) =>
            Known.TryAdd(start, textBytes);

        public static void Forget(ulong start) => Known.Remove(start);
    }
}

namespace Theseus.Tasks.Faults
{
    /// <summary>What was entered into the log of faults.</summary>
    internal static class TaskFault
    {
        public static List<(nuint At, PageVerdict Verdict, uint WrongBytes)> Entered { get; } = [];

        /// <summary>How many other faults were entered.</summary>
        public static int Noted { get; private set; }

        public static void OfStarving(TaskReference task, in Theseus.Runtime.Interrupts.InterruptFrame frame)
        {
            FaultRecord record = default;
            (record.Task, record.Cause) = (task.State.Number, FaultCause.Starving);
            FaultLog.Add(ref record);
        }

        public static bool IsNoted()
        {
            Noted++;
            return true;
        }

        /// <summary>The outcome that was entered last.</summary>
        public static FaultOutcome LastOutcome { get; private set; }

        public static void OfDamage(
            nuint at, PageVerdict verdict, uint wrongBytes, FaultOutcome outcome = FaultOutcome.OfPage)
        {
            Entered.Add((at, verdict, wrongBytes));
            LastOutcome = outcome;
        }
    }
}

namespace Theseus.CellLinker
{
    /// <summary>There is no task that compares.</summary>
    internal static class Scrubber
    {
        public static ulong Passes => 0;
    }
}
