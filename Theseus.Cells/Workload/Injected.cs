using System.Runtime.CompilerServices;
using Theseus.Memory;

namespace Theseus.Cells.Workload;

/// <summary>
/// What software does wrong, a method a kind. <c>./theseus inject software</c> has one of them run in the place of a
/// method that is called, by a debugger: to who called it looks as if that method had done this. Those with an argument
/// are handed an address that no object has.
/// </summary>
internal static class Injected
{
    private const int LeakedBytes = 64 << 10;
    private const int Leaks = 1 << 16; // more than there is memory for
    private const int TooManyElements = 0x7FFFFFC7; // the longest array that .NET has: more than there is memory for

    private static readonly Dictionary<string, Action> s_faults = new(StringComparer.Ordinal)
    {
        ["null"] = () => Read(null!),
        ["write"] = () => Write(null!),
        ["division"] = () => Divide(),
        ["throw"] = Throw,
        ["assertion"] = Assert,
        ["loop"] = Loop,
        ["deadlock"] = Deadlock,
        ["leak"] = Leak,
        ["allocation"] = Allocate,
    };

    private static ulong s_turns;

    /// <summary>0, which no compiler knows.</summary>
    private static int Zero => (int)(s_turns >> 62);

    public static IEnumerable<string> Names => s_faults.Keys;

    public static bool TryFind(string name, out Action? fault) => s_faults.TryGetValue(name, out fault);

    /// <summary>Something with a field, for addresses to be taken for.</summary>
    private sealed class Record
    {
        public ulong Value;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong Read(Record record) => record.Value;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Write(Record record) => record.Value = 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Divide() => 1 / Zero;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw() => throw new InvalidOperationException("thrown on purpose");

    /// <summary>An assertion that is asked in every build, and fails.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Assert()
    {
        if (Zero == 0)
        {
            throw new FailedAssertionException();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Loop()
    {
        while (Zero == 0)
        {
            s_turns++;
        }
    }

    /// <summary>Two that hold a lock each and want the other. No circle of monitors is refused.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Deadlock()
    {
        object first = new();
        object second = new();
        using ManualResetEventSlim holds = new();
        lock (first)
        {
            new Thread(() =>
            {
                lock (second)
                {
                    holds.Set();
                    lock (first)
                    {
                    }
                }
            }).Start();
            holds.Wait();
            lock (second)
            {
            }
        }
    }

    /// <summary>Takes memory, of both kinds, and keeps it, until there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Leak()
    {
        MappedPages<ReadWrite>[] pages = new MappedPages<ReadWrite>[Leaks];
        byte[][] kept = new byte[Leaks][];
        for (int i = 0; i < Leaks; i++)
        {
            pages[i] = MappedPages.Allocate(LeakedBytes);
            kept[i] = new byte[LeakedBytes];
            s_turns += (ulong)kept[i].Length;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Allocate() => s_turns += (ulong)new ulong[TooManyElements].Length;
}
