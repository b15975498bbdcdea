using System.Buffers.Binary;

namespace Theseus.Build.Reflection;

/// <summary>
/// A hash table of ILC's: one byte (the number of buckets as a power of two, and the width of the list that follows),
/// the offsets of the buckets and of their end, the buckets, and the entries' contents. In a bucket stands for each
/// entry one byte of its hash code, ascending, and how far from there its contents are. Offsets count from behind the
/// first byte.
/// </summary>
public static class NativeHashTable
{
    private const int Base = 1;

    /// <summary>Where the contents of each entry begin.</summary>
    public static IEnumerable<int> Entries(ReadOnlySpan<byte> table)
    {
        List<int> found = new();
        BucketList list = new(table[0]);
        for (int at = list.Start(table, 0); at < list.Start(table, list.Count);)
        {
            found.Add(Next(table, ref at).Contents);
        }

        return found;
    }

    /// <summary>
    /// Takes entries out, in place: the buckets close up, contents stay where they are. Returns how many were taken
    /// out.
    /// </summary>
    /// <param name="table">The whole table.</param>
    /// <param name="keep">By the place of the entry's contents.</param>
    public static int Keep(Span<byte> table, Predicate<int> keep)
    {
        List<List<(byte Hash, int Contents)>> buckets = Buckets(table);
        int removed = buckets.Sum(bucket => bucket.RemoveAll(entry => !keep(entry.Contents)));
        Require(TryWrite(table, buckets));
        return removed;
    }

    /// <summary>
    /// Hides entries, in place: each moves into the bucket behind its own, where who looks up its hash code never
    /// comes. Who goes through the whole table still meets it. An entry for which there is no room any more is taken
    /// out. Returns how many were hidden.
    /// </summary>
    /// <param name="table">The whole table.</param>
    /// <param name="keep">By the place of the entry's contents.</param>
    public static int Hide(Span<byte> table, Predicate<int> keep)
    {
        List<List<(byte Hash, int Contents)>> buckets = Buckets(table);
        List<List<(byte Hash, int Contents)>> kept = buckets.ConvertAll(
            bucket => bucket.FindAll(entry => keep(entry.Contents)));
        List<List<(byte Hash, int Contents)>> hidden = buckets.ConvertAll(
            bucket => bucket.FindAll(entry => !keep(entry.Contents)));
        int count = hidden.Sum(bucket => bucket.Count);
        for (int dropped = buckets.Count < 2 ? int.MaxValue : 0; ; dropped += DroppedAtATime)
        {
            ILookup<int, (byte Hash, int Contents)> left = hidden.SelectMany(
                (bucket, i) => bucket.Select(entry => (Bucket: (i + 1) % buckets.Count, Entry: entry))).Skip(dropped)
                .ToLookup(e => e.Bucket, e => e.Entry);
            // Lookups end at the first greater hash code: the order holds for those that are hidden too.
            if (TryWrite(table,
                [.. kept.Select((bucket, i) => bucket.Concat(left[i]).OrderBy(entry => entry.Hash).ToList())]))
            {
                return count;
            }

            Require(dropped < count);
        }
    }

    /// <summary>Numbers become wider when entries move; so few make room for all the others.</summary>
    private const int DroppedAtATime = 64;

    private static List<List<(byte Hash, int Contents)>> Buckets(ReadOnlySpan<byte> table)
    {
        BucketList list = new(table[0]);
        List<List<(byte, int)>> buckets = new(list.Count);
        for ((int bucket, int at) = (0, list.Start(table, 0)); bucket < list.Count; bucket++)
        {
            buckets.Add([]);
            for (int next = list.Start(table, bucket + 1); at < next;)
            {
                buckets[bucket].Add(Next(table, ref at));
            }
        }

        return buckets;
    }

    /// <summary>False where there is no room for them; nothing is changed then.</summary>
    private static bool TryWrite(Span<byte> table, List<List<(byte Hash, int Contents)>> buckets)
    {
        BucketList list = new(table[0]);
        (int first, int end) = (list.Start(table, 0), list.Start(table, list.Count));
        List<byte> bytes = new(end - first);
        int[] starts = new int[list.Count + 1];
        for (int bucket = 0; bucket < list.Count; bucket++)
        {
            starts[bucket] = first + bytes.Count;
            foreach ((byte hash, int contents) in buckets[bucket])
            {
                bytes.Add(hash);
                NativeNumbers.WriteSigned(bytes, contents - (first + bytes.Count));
            }
        }

        starts[list.Count] = first + bytes.Count;
        if (bytes.Count > end - first)
        {
            return false;
        }

        table[first..end].Clear();
        bytes.ToArray().CopyTo(table[first..]);
        for (int i = 0; i <= list.Count; i++)
        {
            list.SetStart(table, i, starts[i]);
        }

        return true;
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new BadImageFormatException("the buckets of a hash table grew by losing entries");
        }
    }

    private static (byte Hash, int Contents) Next(ReadOnlySpan<byte> table, ref int at)
    {
        byte hash = table[at++];
        int from = at;
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
            Span<byte> place = table[(Base + _width * bucket)..];
            if (_width == 1)
            {
                place[0] = checked((byte)(start - Base));
            }
            else if (_width == 2)
            {
                BinaryPrimitives.WriteUInt16LittleEndian(place, checked((ushort)(start - Base)));
            }
            else
            {
                BinaryPrimitives.WriteInt32LittleEndian(place, start - Base);
            }
        }
    }
}
