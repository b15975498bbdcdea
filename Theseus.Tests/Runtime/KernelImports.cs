using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind
{
    /// <summary>The loader on the host: pages are there, but for those that a test names.</summary>
    internal static class UnwindImports
    {
        public static HashSet<nuint> DamagedPages { get; } = [];

        public static HashSet<nuint> ReturnAddresses { get; } = [];

        public static bool IsReturnAddress(nuint address) => ReturnAddresses.Contains(address);

        public static int LoadCellPage(nuint address) => DamagedPages.Contains(address / 4096) ? 2 : 1;
    }
}

namespace Theseus.Runtime.Module
{
    /// <summary>The native heap on the host.</summary>
    // SAFETY: forwards to the host's own.
    internal static unsafe class DispatchImports
    {
        public static int Blocks { get; private set; }

        public static void* Stub() => null;

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

namespace Theseus.Runtime.Diagnostics
{
    /// <summary>The kernel's log on the host.</summary>
    internal static class KernelLog
    {
        public static System.Text.StringBuilder Text { get; } = new();

        public static void Write(ReadOnlySpan<byte> text) => Text.Append(System.Text.Encoding.UTF8.GetString(text));

        public static void WriteDecimal(ulong value) => Text.Append(value);
    }
}
