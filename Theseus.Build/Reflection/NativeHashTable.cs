using System.Buffers.Binary;

namespace Theseus.Build.Reflection;

/// <summary>
/// A hash table of ILC's: one byte (the number of buckets as a power of two, and the width of the list that follows), the offsets
/// of the buckets and of their end, the buckets, and the entries' contents. In a bucket stands for each entry one byte of its
/// hash code, ascending, and how far from there its contents are. Offsets count from behind the first byte.
/// </summary>
public static class NativeHashTable
{
    private const int Base = 1;

    /// <summary>Where the contents of each entry begin.</summary>
    public static IEnumerable<int> Entries(ReadOnlySpan<byte> table)
    {
        var found = new List<int>();
        var list = new BucketList(table[0]);
        for (var at = list.Start(table, 0); at < list.Start(table, list.Count);)
            found.Add(Next(table, ref at).Contents);
        return found;
    }

    /// <summary>
    /// Takes entries out, in place: the buckets close up, contents stay where they are. Returns how many were taken out.
    /// </summary>
    /// <param name="table">The whole table.</param>
    /// <param name="keep">By the place of the entry's contents.</param>
    public static int Keep(Span<byte> table, Predicate<int> keep)
    {
        var list = new BucketList(table[0]);
        var (first, end) = (list.Start(table, 0), list.Start(table, list.Count));
        var buckets = new List<byte>(end - first);
        var starts = new int[list.Count + 1];
        var removed = 0;
        for (var (bucket, at) = (0, first); bucket < list.Count; bucket++)
        {
            starts[bucket] = first + buckets.Count;
            for (var next = list.Start(table, bucket + 1); at < next;)
            {
                var (hash, contents) = Next(table, ref at);
                if (!keep(contents))
                {
                    removed++;
                    continue;
                }
                buckets.Add(hash);
                NativeNumbers.WriteSigned(buckets, contents - (first + buckets.Count));
            }
        }
        starts[list.Count] = first + buckets.Count;
        if (buckets.Count > end - first)
            throw new BadImageFormatException($"buckets of {end - first} bytes became {buckets.Count}");
        table[first..end].Clear();
        buckets.ToArray().CopyTo(table[first..]);
        for (var i = 0; i <= list.Count; i++)
            list.SetStart(table, i, starts[i]);
        return removed;
    }

    private static (byte Hash, int Contents) Next(ReadOnlySpan<byte> table, ref int at)
    {
        var hash = table[at++];
        var from = at;
        return (hash, from + NativeNumbers.ReadSigned(table, ref at));
    }

    private readonly struct BucketList(byte header)
    {
        private readonly int _width = (header & 3) switch
        {
            0 => 1, 1 => 2, 2 => 4, _ => throw new BadImageFormatException($"hash table header 0x{header:x2}"),
        };

        public int Count { get; } = 1 << (header >> 2);

        public int Start(ReadOnlySpan<byte> table, int bucket) => Base + _width switch
        {
            1 => table[Base + bucket],
            2 => BinaryPrimitives.ReadUInt16LittleEndian(table[(Base + 2 * bucket)..]),
            _ => BinaryPrimitives.ReadInt32LittleEndian(table[(Base + 4 * bucket)..]),
        };

        public void SetStart(Span<byte> table, int bucket, int start)
        {
            var place = table[(Base + _width * bucket)..];
            if (_width == 1)
                place[0] = checked((byte)(start - Base));
            else if (_width == 2)
                BinaryPrimitives.WriteUInt16LittleEndian(place, checked((ushort)(start - Base)));
            else
                BinaryPrimitives.WriteInt32LittleEndian(place, start - Base);
        }
    }
}
