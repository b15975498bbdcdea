using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Out of memory and nearly out of stack: both are exceptions that are caught, and the system goes on. How much there
/// was before is the machine's, so only what holds after is shown. On the host the project file limits the heap, so
/// that it too runs out.
/// </summary>
internal static class Exhaustion
{
    /// <summary>Where filling stops where memory does not: more than any machine has that this runs on.</summary>
    private const long MostBytes = 16L << 30;

    /// <summary>Just below 64 KiB, the largest element that an array may have.</summary>
    [InlineArray(8191)]
    private struct Element
    {
        private long _first;
    }

    public static void Run(Checker check)
    {
        check.Throws<OutOfMemoryException>("absurd", () => Allocate<Element>(Array.MaxLength));
        check.Throws<OutOfMemoryException>("too.long", () => Allocate<byte>(int.MaxValue));
        check.Throws<OutOfMemoryException>("dimensions", () => new Element[Hidden.Of(50000), Hidden.Of(40000)]);
        check.Throws<OutOfMemoryException>("string", () => new string('x', Hidden.Of(int.MaxValue)));
        check.Is("fill.large", "survived", () => Survive(1 << 20));
        check.Is("fill.medium", "survived", () => Survive(128 << 10));
        check.Is("fill.small", "survived", () => Survive(4 << 10));
        check.Is("after", "[1000000,499999500000]", () =>
        {
            long[] numbers = new long[Hidden.Of(1_000_000)];
            for (int i = 0; i < numbers.Length; i++)
            {
                numbers[i] = i;
            }

            return new[] { numbers.Length, numbers.Sum() };
        });
        check.Is("kept", "[true,true]", () =>
        {
            string[] words = [.. Enumerable.Range(0, 1000).Select(number => $"word {number}")];
            bool ranOut = Fill(1 << 20);
            return new[] { ranOut, words.Select((word, index) => word == $"word {index}").All(equal => equal) };
        });
        check.Is("again", "[3,3]", () =>
        {
            int ranOut = 0;
            int released = 0;
            for (int i = 0; i < Hidden.Of(3); i++)
            {
                try
                {
                    ranOut += Fill(4 << 20) ? 1 : 0;
                }
                finally
                {
                    released++;
                }
            }

            return new[] { ranOut, released };
        });
        check.Is("list", "OutOfMemoryException", () =>
        {
            try
            {
                return new List<Element>(Hidden.Of(Array.MaxLength)).Count;
            }
            catch (OutOfMemoryException thrown)
            {
                return thrown;
            }
        });
        check.Is("absurd.100", "100", () =>
        {
            int caught = 0;
            for (int i = 0; i < Hidden.Of(100); i++)
            {
                try
                {
                    _ = Allocate<Element>(Array.MaxLength);
                }
                catch (OutOfMemoryException)
                {
                    caught++;
                }
            }

            return caught;
        });
        check.Throws<InsufficientExecutionStackException>("stack", () => Descend(0));
        check.Is("stack.probe", "true", () => Probe(0) > 10);
        check.Is("stack.after", "5000", () => Sum(Hidden.Of(100)) - 50);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Allocate<T>(int length) => new T[length];

    /// <summary>Fills the heap, then shows that it can be used.</summary>
    private static string Survive(int blockBytes)
    {
        bool ranOut = Fill(blockBytes);
        List<byte[]> blocks = [];
        for (int i = 0; i < 16; i++)
        {
            blocks.Add(new byte[blockBytes]);
        }

        return ranOut && blocks.TrueForAll(block => block[^1] == 0) ? "survived" : $"ran out: {ranOut}";
    }

    /// <summary>
    /// Keeps blocks until there is no more memory, then lets go of them; tells if memory did run out.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool Fill(int blockBytes)
    {
        List<byte[]> blocks = new((int)Math.Min(MostBytes / blockBytes, 1 << 16));
        try
        {
            for (long bytes = 0; bytes < MostBytes; bytes += blockBytes)
            {
                byte[] block = new byte[blockBytes];
                block[0] = 1;
                blocks.Add(block);
            }

            return false;
        }
        catch (OutOfMemoryException)
        {
            blocks.Clear();
            // The host's collector keeps memory that it has freed for arrays of the same kind, unless told to give it
            // back.
            GC.Collect(GC.MaxGeneration, GCCollectionMode.Aggressive, blocking: true, compacting: true);
            return true;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth)
    {
        RuntimeHelpers.EnsureSufficientExecutionStack();
        Span<byte> room = stackalloc byte[2048];
        room[depth % 2048] = 1;
        return Descend(depth + 1) + room[depth % 2048];
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Probe(int depth)
    {
        if (!RuntimeHelpers.TryEnsureSufficientExecutionStack())
        {
            return depth;
        }

        Span<byte> room = stackalloc byte[2048];
        room[depth % 2048] = 1;
        return Probe(depth + 1) + room[depth % 2048] - 1;
    }

    private static int Sum(int number) => number == 0 ? 0 : number + Sum(number - 1);
}
