using System.Runtime.CompilerServices;
using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck.Checks;

/// <summary>
/// Views that outlive their mapping on every way that the analyzers do not follow: using one is an exception by name,
/// and the memory of whoever came next is as it was.
/// </summary>
internal static class LeftViews
{
    // more than what is kept before stacks are searched, so that addresses are used again
    private const int Many = 3000;
    private const string Expected = "UsedAfterRelease UsedAfterRelease 0";

    private static MappedPages<ReadWrite> s_inStatic;

    public static void Run(Checker check)
    {
        check.Is("by.reference", Expected, ByReference());
        check.Is("by.lambda", Expected, ByLambda());
        check.Is("by.field", Expected, ByField());
        check.Is("by.static", Expected, ByStatic());
        check.Is("by.tuple", Expected, ByTuple());
        check.Is("by.array", Expected, ByArray());
        check.Is("by.collection", Expected, ByCollection());
        check.Is("by.iterator", Expected, ByIterator());
        check.Is("by.async", Expected, ByAsync());
        check.Is("by.exception", Expected, ByException());
        check.Is("by.reference.to.value", "UsedAfterRelease", ByReferenceToValue());
        check.Is("within", "UsedAfterRelease UsedAfterRelease 0", Within());
        check.Is("writable.after.read.only", "AccessViolationException", AfterProtect());
        check.Is("not.numbers", "NotPlain NotPlain", NotNumbers());
        check.Is("audit", "0", MemoryAudit.Run().Count);
    }

    private static string ByReference()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
        Span<byte> view = mapping.AsSpan();
        Release(ref mapping);
        return Use(view);
    }

    private static string ByLambda()
    {
        MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
        Span<byte> view = mapping.AsSpan();
        Action release = () => mapping.Dispose();
        release();
        return Use(view);
    }

    private static string ByField()
    {
        Holder holder = new(MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan();
        holder.Mapping.Dispose();
        return Use(view);
    }

    private static string ByStatic()
    {
        s_inStatic = MappedPages.Allocate(Frame.Bytes);
        Span<byte> view = s_inStatic.AsSpan();
        s_inStatic.Dispose();
        return Use(view);
    }

    private static string ByTuple()
    {
        (int Number, MappedPages<ReadWrite> Mapping) pair = (1, MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = pair.Mapping.AsSpan();
        pair.Mapping.Dispose();
        return Use(view);
    }

    private static string ByArray()
    {
        MappedPages<ReadWrite>[] all = [MappedPages.Allocate(Frame.Bytes)];
        Span<byte> view = all[0].AsSpan();
        all[0].Dispose();
        return Use(view);
    }

    private static string ByCollection()
    {
        List<Holder> all = [new Holder(MappedPages.Allocate(Frame.Bytes))];
        Span<byte> view = all[0].Mapping.AsSpan();
        all.ForEach(static holder => holder.Mapping.Dispose());
        return Use(view);
    }

    private static string ByIterator()
    {
        Holder holder = new(MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan();
        foreach (int step in Steps(holder))
        {
            _ = step;
        }

        return Use(view);
    }

    private static IEnumerable<int> Steps(Holder holder)
    {
        yield return 1;
        holder.Mapping.Dispose();
        yield return 2;
    }

    private static string ByAsync()
    {
        Holder holder = new(MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan();
        Task released = ReleaseLater(holder);
        return released.IsCompletedSuccessfully ? Use(view) : "not released";
    }

    private static async Task ReleaseLater(Holder holder)
    {
        await Task.CompletedTask;
        holder.Mapping.Dispose();
        await Task.FromResult(1);
    }

    private static string ByException()
    {
        Holder holder = new(MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan();
        try
        {
            throw new InvalidOperationException("while it is mapped");
        }
        catch (InvalidOperationException) when (ReleaseInFilter(holder))
        {
            return Use(view);
        }
    }

    private static bool ReleaseInFilter(Holder holder)
    {
        holder.Mapping.Dispose();
        return true;
    }

    private static string ByReferenceToValue()
    {
        Mapped<long> value = MappedPages.Allocate(Frame.Bytes).Into<long>(8);
        ref long reference = ref value.Value;
        using Mapped<long> copy = Hidden.CopyOf(in value);
        copy.Dispose();
        Others.Churn();
        return Write(ref reference);
    }

    /// <summary>
    /// A view of a part, from the second page on: the address that the stack holds is not the first of the mapping.
    /// </summary>
    private static string Within()
    {
        Holder holder = new(MappedPages.Allocate(8 * Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan<byte>((3 * Frame.Bytes) + 5, Frame.Bytes);
        holder.Mapping.Dispose();
        return Use(view);
    }

    /// <summary>
    /// A mapping that keeps its address and allows less: the page tables say so to a view from before as well.
    /// </summary>
    private static string AfterProtect()
    {
        Holder holder = new(MappedPages.Allocate(Frame.Bytes));
        Span<byte> view = holder.Mapping.AsSpan();
        using MappedPages<ReadOnly> changed = Hidden.CopyOf(in holder.Mapping).MakeReadOnly();
        try
        {
            view[0] = 1;
            return "written";
        }
        catch (AccessViolationException thrown)
        {
            return thrown.GetType().Name;
        }
    }

    /// <summary>
    /// Memory is seen as numbers only. That handles cannot be made of bytes the build says already (THS1038).
    /// </summary>
    private static string NotNumbers()
    {
        using MappedPages<ReadWrite> mapping = MappedPages.Allocate(Frame.Bytes);
        return $"{Refusal(in mapping, static (in MappedPages<ReadWrite> m) => m.AsSpan<DateTime>(0, 1)[0] = default)} "
            + Refusal(in mapping, static (in MappedPages<ReadWrite> m) => m.AsRef<(int, bool)>(0) = default);
    }

    private static MemoryError Refusal(in MappedPages<ReadWrite> mapping, Checker.Use<MappedPages<ReadWrite>> use)
    {
        try
        {
            use(in mapping);
            return MemoryError.None;
        }
        catch (MemoryException refused)
        {
            return refused.Error;
        }
    }

    /// <summary>
    /// Reads and writes through a view that should be dead, after others have taken and released much.
    /// </summary>
    private static string Use(Span<byte> view)
    {
        int changed = Others.Churn();
        return $"{Read(view)} {Write(ref view[9])} {changed + Others.Changed()}";
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Read(Span<byte> view)
    {
        try
        {
            return $"read {view[0]}";
        }
        catch (MemoryException thrown)
        {
            return thrown.Error.ToString();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static string Write<T>(ref T place)
        where T : struct
    {
        try
        {
            place = default;
            return "written";
        }
        catch (MemoryException thrown)
        {
            return thrown.Error.ToString();
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Release(ref MappedPages<ReadWrite> mapping) => mapping.Dispose();

    private sealed class Holder(MappedPages<ReadWrite> mapping) : IDisposable
    {
        public MappedPages<ReadWrite> Mapping = mapping;

        public void Dispose() => Mapping.Dispose();
    }

    /// <summary>The next owners: they write a mark in all that they get, and find it again.</summary>
    private static class Others
    {
        private const byte Mark = 0xA5;

        private static readonly MappedPages<ReadWrite>[] s_held = new MappedPages<ReadWrite>[32];

        /// <summary>Takes and releases more than what is kept. How many marks were changed.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static int Churn()
        {
            for (int i = 0; i < Many; i++)
            {
                ref MappedPages<ReadWrite> place = ref s_held[i % s_held.Length];
                place.Dispose();
                place = MappedPages.Allocate(Frame.Bytes);
                place.AsSpan().Fill(Mark);
            }

            return Changed(release: false);
        }

        /// <summary>How many bytes are not what their owner wrote.</summary>
        [MethodImpl(MethodImplOptions.NoInlining)]
        public static int Changed(bool release = true)
        {
            int changed = 0;
            foreach (MappedPages<ReadWrite> mapping in s_held)
            {
                changed += (int)mapping.Length - mapping.AsSpan().Count(Mark);
                if (release)
                {
                    mapping.Dispose();
                }
            }

            if (release)
            {
                Array.Clear(s_held);
            }

            return changed;
        }
    }
}
