using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Objects and their end.</summary>
internal static class Allocations
{
    private const int Live = 100_000;

    public static Operation[] All =>
    [
        new("allocate 24 bytes", 300_000, Small),
        new("allocate an array of 100 bytes", 100_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = new byte[100];
        } }),
        new("allocate an array of 100,000 bytes", 200, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = new byte[100_000];
        } }),
        new("box an int", 300_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = i;
        } }),
        new("churn of a million objects, ten thousand alive", 1_000_000, Churn),
        new("full collection, 100,000 objects alive", 5, Collections),
        new("GCHandle, made and freed", 50_000, count => { for (int i = 0; i < count; i++)
        {
            GCHandle.Alloc(Sink.Reference).Free();
        } }),
        new("WeakReference, made and read", 20_000, Weak),
    ];

    private static readonly Node?[] s_kept = new Node?[10_000];

    private static void Small(int count)
    {
        for (int i = 0; i < count; i++)
        {
            Sink.Reference = new Node();
        }
    }

    private static void Weak(int count)
    {
        for (int i = 0; i < count; i++)
        {
            if (new WeakReference<object>(s_kept).TryGetTarget(out object? target))
            {
                Sink.Reference = target;
            }
        }
    }

    private static void Churn(int count)
    {
        uint random = 1;
        for (int i = 0; i < count; i++)
        {
            random = (random * 1_664_525) + 1_013_904_223;
            uint slot = (random >> 8) % (uint)s_kept.Length;
            s_kept[slot] = (random & 3) switch
            {
                0 => new Node(),
                1 => new Node { Payload = new byte[(random >> 24) + 1] },
                2 => new Node { Payload = new string('x', (int)(random >> 27) + 1) },
                _ => new Node { Next = s_kept[(slot + 1) % (uint)s_kept.Length]?.Next },
            };
        }

        Array.Clear(s_kept);
    }

    private static void Collections(int count)
    {
        Node? list = MakeList();
        for (int i = 0; i < count; i++)
        {
            GC.Collect();
        }

        GC.KeepAlive(list);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static Node? MakeList()
    {
        Node? list = null;
        for (int i = 0; i < Live; i++)
        {
            list = new Node { Next = list };
        }

        return list;
    }

    private sealed class Node
    {
        public Node? Next { get; init; }

        public object? Payload { get; init; }
    }
}
