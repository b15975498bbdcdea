using System.Runtime.InteropServices;
using System.Text;
using Xunit;

namespace Theseus.Platform;

/// <summary>
/// What the machine does for the platform, on the host: output collected, input scripted, a clock that moves only when
/// somebody waits or looks at it.
/// </summary>
// SAFETY: blocks come from the C library and are used within their size.
internal static unsafe class Machine
{
    private static readonly List<byte> Output = [];
    private static readonly Queue<byte> Input = new();

    public const ulong TimestampFrequency = 2_500_000_000;
    public static readonly DateTime Now = new(2026, 1, 2, 3, 4, 5, DateTimeKind.Utc);

    public static int ProgramDepth => 0;
    public static string ProgramName => "program";
    public static bool TrySave(void* start, nuint bytes) => true;
    public static int Columns => 100;
    public static int Rows => 30;
    public static ulong Clock { get; set; }
    public static int Waits { get; private set; }
    public static bool WaitsCanEnd { get; set; }
    public static Action? WhileWaiting { get; set; }
    public static int Blocks { get; private set; }
    public static nuint MemoryLimit { get; set; }

    public static string Written => Encoding.UTF8.GetString([.. Output]);

    public static void Reset()
    {
        Output.Clear();
        Input.Clear();
        Clock = 1000;
        Waits = 0;
        WaitsCanEnd = true;
        WhileWaiting = null;
        MemoryLimit = 1 << 28;
    }

    public static void Type(string text)
    {
        foreach (var value in Encoding.UTF8.GetBytes(text)) Input.Enqueue(value);
    }

    public static ulong TimestampTicks => Clock += 10;

    public static long UtcTicks => Now.Ticks;

    public static bool ConsoleInputReady => Input.Count > 0;

    public static void WriteConsole(ReadOnlySpan<byte> bytes) => Output.AddRange(bytes);

    public static int ReadConsole(Span<byte> buffer)
    {
        if (Input.Count == 0) throw new InvalidOperationException("The test would wait for a key.");
        var count = 0;
        while (count < buffer.Length && Input.TryDequeue(out buffer[count])) count++;
        return count;
    }

    public static void* Allocate(nuint bytes)
    {
        if (bytes > MemoryLimit) return null;
        Blocks++;
        var block = NativeMemory.Alloc(bytes);
        new Span<byte>(block, (int)bytes).Fill(0xCD);
        return block;
    }

    public static void* Reallocate(void* block, nuint bytes) =>
        bytes > MemoryLimit ? null : NativeMemory.Realloc(block, bytes);

    public static void Free(void* block)
    {
        if (block == null) return;
        Blocks--;
        NativeMemory.Free(block);
    }

    public static void* ReservePages(nuint pages)
    {
        if (pages * 4096 > MemoryLimit) return null;
        Blocks++;
        return NativeMemory.AlignedAlloc(pages * 4096, 4096);
    }

    public static bool CommitPages(void* start, nuint committed, nuint more, nuint reserved)
    {
        Assert.True(committed + more <= reserved);
        NativeMemory.Clear((byte*)start + committed * 4096, more * 4096);
        return true;
    }

    public static void ReleasePages(void* start, nuint committed, nuint reserved)
    {
        Blocks--;
        NativeMemory.AlignedFree(start);
    }

    public static void Log(ReadOnlySpan<byte> message) => Output.AddRange(message);

    public static void PowerOff(int status) => throw new MachineStopped($"power off {status}");

    public static void Abort() => Panic("abort"u8);

    public static void Panic(ReadOnlySpan<byte> message) => throw new MachineStopped("panic: " + Encoding.UTF8.GetString(message));

    public static void InterruptWait()
    {
    }

    public static Exception RefusedWait => new PlatformNotSupportedException("It would last for ever.");

    public static bool Wait(bool isTimed = false)
    {
        Waits++;
        Clock += TimestampFrequency / 1000;
        WhileWaiting?.Invoke();
        return WaitsCanEnd;
    }
}
