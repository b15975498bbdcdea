using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>Who has claimed which device's addresses.</summary>
internal static class DeviceClaims
{
    /// <summary>Claims that there may be at a time.</summary>
    public const int Capacity = 256;

    /// <summary>
    /// The number at which claims of I/O ports stand, beyond all frames; port 0 has it.
    /// </summary>
    public const ulong FirstPort = 1UL << PhysicalAddress.Bits;

    /// <summary>The number at which claims of interrupt lines stand, beyond all ports.</summary>
    public const ulong FirstLine = FirstPort + (1 << 16);

    private struct Entry
    {
        public ulong First;
        public ulong Count;
        public uint Generation;
        public ushort Owner;
    }

    [InlineArray(Capacity)]
    private struct Table
    {
        private Entry _first;
    }

    private static Table s_table;

    /// <summary>Enters a claim that overlaps no other.</summary>
    public static MemoryError Enter(Frame first, ulong count, MemoryOwner owner, out uint index, out uint proof)
    {
        index = Capacity;
        proof = 0;
        for (int i = 0; i < Capacity; i++)
        {
            ref Entry entry = ref s_table[i];
            if (entry.Count == 0)
            {
                index = Math.Min(index, (uint)i);
            }
            else if (first.Number < entry.First + entry.Count && entry.First < first.Number + count)
            {
                return MemoryError.InUse;
            }
        }

        if (index == Capacity)
        {
            return MemoryError.OutOfMemory;
        }

        ref Entry made = ref s_table[(int)index];
        (made.First, made.Count, made.Owner) = (first.Number, count, owner.Index);
        proof = HandleProof.Of(++made.Generation, count);
        return MemoryError.None;
    }

    /// <summary>True if a claim is still the one that its holder remembers.</summary>
    public static bool IsHolder(uint index, uint proof, ulong first, ulong count)
    {
        if (index >= Capacity)
        {
            return false;
        }

        ref Entry entry = ref s_table[(int)index];
        return entry.Count == count && entry.First == first && HandleProof.Of(entry.Generation, count) == proof;
    }

    /// <summary>Whose a claim is.</summary>
    public static MemoryOwner OwnerOf(uint index) => new(s_table[(int)index].Owner);

    /// <summary>Makes a claim another owner's; the new proof of who holds it.</summary>
    public static uint Move(uint index, MemoryOwner owner)
    {
        ref Entry entry = ref s_table[(int)index];
        entry.Owner = owner.Index;
        return HandleProof.Of(++entry.Generation, entry.Count);
    }

    /// <summary>Claims of an owner: how many there are.</summary>
    public static int CountOf(MemoryOwner owner)
    {
        int count = 0;
        for (int i = 0; i < Capacity; i++)
        {
            count += s_table[i].Count != 0 && s_table[i].Owner == owner.Index ? 1 : 0;
        }

        return count;
    }

    /// <summary>Whose claim begins at a frame, or at a port's number; the kind NotRam where there is none.</summary>
    public static MemoryOwner OwnerAt(Frame first)
    {
        for (int i = 0; i < Capacity; i++)
        {
            if (s_table[i].Count != 0 && s_table[i].First == first.Number)
            {
                return new MemoryOwner(s_table[i].Owner);
            }
        }

        return MemoryOwner.Of(MemoryKind.NotRam);
    }

    /// <summary>
    /// Ends a claim, if it still is the one that its holder remembers. Asked and done in one call, which is the
    /// kernel's code: in a program's, which may be stopped anywhere, another could get the claim in between.
    /// </summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static void Leave(uint index, uint proof, ulong first, ulong count)
    {
        if (IsHolder(index, proof, first, count))
        {
            Leave(index);
        }
    }

    internal static void Leave(uint index)
    {
        ref Entry entry = ref s_table[(int)index];
        entry.Count = 0;
        if (entry.First >= FirstLine)
        {
            Upcalls.ReleaseInterruptLine((int)(entry.First - FirstLine));
        }
    }

    /// <summary>Ends all claims of an owner; returns how many there were.</summary>
    public static int LeaveAll(MemoryOwner owner)
    {
        int left = 0;
        for (int i = 0; i < Capacity; i++)
        {
            if (s_table[i].Count != 0 && s_table[i].Owner == owner.Index)
            {
                Leave((uint)i);
                left++;
            }
        }

        return left;
    }
}
