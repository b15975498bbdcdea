using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>
/// The owners of memory and what each holds. The first ones stand for the kinds; named ones are added as stacks,
/// cells and programs come. An entry without memory whose owner has ended may be taken for another name.
/// </summary>
internal static class OwnerTable
{
    /// <summary>Owners that there may be at a time.</summary>
    public const int Capacity = 1024;

    /// <summary>Entries that are kept for cells and programs: tasks come in any number.</summary>
    public const int KeptFromTasks = 256;

    /// <summary>UTF-8 bytes of a name that are kept.</summary>
    public const int NameBytes = 45;

    private const int Kinds = (int)MemoryKind.Task + 1;

    private struct Entry
    {
        public ulong Frames;
        public ulong Pages;
        public MemoryKind Kind;
        public ushort Parent;
        public bool Ended;
        public byte NameLength;
        public Name Name;
    }

    [InlineArray(NameBytes)]
    private struct Name
    {
        private byte _first;
    }

    [InlineArray(Capacity)]
    private struct Table
    {
        private Entry _first;
    }

    private static Table s_table;
    private static int s_count;

    /// <summary>Whose memory is what the running program allocates, but for tasks with a name of their own.</summary>
    internal static ushort Program { get; private set; }

    /// <summary>Number of entries, ended ones included.</summary>
    public static int Count => s_count;

    /// <summary>Frames of all owners: as many as the frame table has.</summary>
    public static ulong AllFrames
    {
        get
        {
            ulong sum = 0;
            for (int i = 0; i < s_count; i++)
            {
                sum += FramesOf((ushort)i);
            }

            return sum;
        }
    }

    /// <summary>An owner by its place.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none.</exception>
    public static MemoryOwner At(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)s_count, nameof(index));
        return new MemoryOwner((ushort)index);
    }

    /// <summary>Starts with one owner a kind, none of which holds anything.</summary>
    internal static void Initialize()
    {
        s_table = default;
        s_count = Kinds;
        for (int i = 0; i < Kinds; i++)
        {
            At((ushort)i).Kind = (MemoryKind)i;
        }

        Program = (ushort)MemoryKind.Kernel;
    }

    /// <summary>
    /// The owner of that name, made if there is none. A name that is too long is cut. With all entries in use, the
    /// owner that stands for the kind.
    /// </summary>
    public static MemoryOwner Register(MemoryKind kind, ReadOnlySpan<byte> name)
    {
        if (name.Length > NameBytes)
        {
            name = name[..NameBytes];
        }

        int most = kind == MemoryKind.Task ? Capacity - KeptFromTasks : Capacity;
        int reusable = -1;
        for (int i = Kinds; i < s_count; i++)
        {
            ref Entry entry = ref At((ushort)i);
            if (entry.Kind == kind && name.SequenceEqual(NameOf((ushort)i)))
            {
                entry.Ended = false;
                return new MemoryOwner((ushort)i);
            }

            if (entry.Ended && entry.Frames == 0 && entry.Pages == 0)
            {
                reusable = i;
            }
        }

        int index = reusable >= 0 ? reusable : s_count < most ? s_count++ : (int)kind;
        if (index >= Kinds)
        {
            ref Entry entry = ref At((ushort)index);
            entry.Kind = kind;
            entry.Parent = 0;
            entry.Ended = false;
            entry.NameLength = (byte)name.Length;
            name.CopyTo(entry.Name);
        }

        return new MemoryOwner((ushort)index);
    }

    /// <summary>
    /// Says that nothing will be taken in this name any more; once it holds nothing, its entry is free.
    /// </summary>
    public static void End(MemoryOwner owner)
    {
        if (owner.Index >= Kinds)
        {
            At(owner.Index).Ended = true;
        }
    }

    /// <summary>Makes an owner, which is not one that stands for a kind, another's: it ends with that one.</summary>
    public static void SetParent(MemoryOwner owner, MemoryOwner parent) => At(owner.Index).Parent = parent.Index;

    /// <summary>True of an owner that has not ended, and that ends with another.</summary>
    public static bool IsChild(MemoryOwner owner, MemoryOwner parent) => owner.Index >= Kinds
        && At(owner.Index).Parent == parent.Index && !At(owner.Index).Ended;

    /// <summary>
    /// From now on what is allocated without naming an owner is this one's. Returns who it was before.
    /// </summary>
    public static MemoryOwner Enter(MemoryOwner owner)
    {
        ushort before = Program;
        Program = owner.Index;
        return new MemoryOwner(before);
    }

    /// <summary>True of an owner that stands for its kind: there was no entry for a name.</summary>
    internal static bool IsShared(MemoryOwner owner) => owner.Index < Kinds;

    internal static MemoryKind KindOf(ushort index) => At(index).Kind;

    internal static ReadOnlySpan<byte> NameOf(ushort index) =>
        ((ReadOnlySpan<byte>)At(index).Name)[..At(index).NameLength];

    internal static ulong FramesOf(ushort index) => At(index).Frames;

    internal static ulong PagesOf(ushort index) => At(index).Pages;

    internal static void AddFrames(ushort index, long frames) => At(index).Frames += (ulong)frames;

    internal static void AddPages(ushort index, long pages) => At(index).Pages += (ulong)pages;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ref Entry At(ushort index)
    {
        if (index >= s_count)
        {
            Runtime.Panic.Stop("memory has an owner that does not exist"u8);
        }

        return ref s_table[index];
    }
}
