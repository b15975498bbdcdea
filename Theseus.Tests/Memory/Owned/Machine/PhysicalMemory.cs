using Theseus.Runtime;
using Theseus.Tests.Memory.Owned;

namespace Theseus.Memory.Physical;

/// <summary>
/// The kernel's PhysicalMemory over simulated RAM. Until the kernel has its own page tables only the first GiB can be
/// reached, as under the loader's; what is no RAM can never be. Frames that nobody has asked for are known to be zero,
/// which makes machines of several GiB cheap. The kernel's own tables, which are asked for once and stay, may span
/// several frames.
/// </summary>
// SAFETY: addresses are checked against the simulated RAM.
internal static unsafe class PhysicalMemory
{
    /// <summary>Simulated addresses end here.</summary>
    public const ulong Limit = 8UL << 30;

    private const ulong IdentityMapEnd = 1UL << 30;
    private static readonly ulong s_start = HostMemory.Reserve(Limit);
    private static readonly bool[] s_touched = new bool[Limit / Frame.Bytes];
    private static bool s_all;

    public static ulong Base => s_start;

    /// <summary>True for the frames that are RAM; set by the machine that a test builds.</summary>
    public static Func<ulong, bool>? IsRam { get; set; }

    /// <summary>Frames that were zeroed, whether or not they needed it.</summary>
    public static ulong Zeroed { get; private set; }

    /// <summary>How often an address was asked for: once for each table that is read, and each frame.</summary>
    public static ulong Asked { get; private set; }

    public static void MoveTo(ulong virtualBase) => s_all = virtualBase == DirectMap.Start;

    public static void* At(PhysicalAddress address) => (void*)AddressOf(address).Value;

    public static Span<byte> BytesOf(Frame frame) => new(At(frame.Start), (int)Frame.Bytes);

    public static Span<byte> BytesOf(Frame first, int bytes)
    {
        for (int at = 0; at < bytes; at += (int)Frame.Bytes)
        {
            At(new Frame(first.Number + (ulong)at / Frame.Bytes).Start); // each is one that can be reached
        }

        return new(At(first.Start), bytes);
    }

    public static Span<ulong> WordsOf(Frame frame) => new(At(frame.Start), (int)Frame.Bytes / sizeof(ulong));

    public static VirtualAddress AddressOf(PhysicalAddress address)
    {
        if (address.Value >= (s_all ? Limit : IdentityMapEnd))
        {
            throw new PanicException($"physical address {address} cannot be reached");
        }

        Asked++;
        ulong frame = address.Frame.Number;
        if (!s_touched[frame])
        {
            if (IsRam != null && !IsRam(frame))
            {
                throw new PanicException($"physical address {address} is no RAM");
            }

            s_touched[frame] = true;
        }

        return new VirtualAddress(s_start + address.Value);
    }

    public static void Zero(Frame frame)
    {
        Zeroed++;
        if (s_touched[frame.Number])
        {
            new Span<byte>((void*)(s_start + frame.Start.Value), (int)Frame.Bytes).Clear();
        }
        else if (IsRam != null && !IsRam(frame.Number))
        {
            throw new PanicException($"{frame} is no RAM");
        }
    }

    /// <summary>True if a frame is zero: its first word, or all of it. Touches nothing.</summary>
    public static bool IsZero(Frame frame, bool whole) => !s_touched[frame.Number]
        || !new ReadOnlySpan<byte>((void*)(s_start + frame.Start.Value), whole ? (int)Frame.Bytes
        : sizeof(ulong)).ContainsAnyExcept((byte)0);

    /// <summary>All RAM full of something, as firmware leaves it.</summary>
    public static void Soil(ulong frames)
    {
        for (ulong i = 0; i < frames; i++)
        {
            s_touched[i] = true;
            new Span<byte>((void*)(s_start + (i * Frame.Bytes)), (int)Frame.Bytes).Fill(0xA5);
        }
    }

    /// <summary>A machine that was switched on: no contents, no page tables.</summary>
    public static void Reset()
    {
        HostMemory.Forget(s_start, Limit);
        Array.Clear(s_touched);
        s_all = false;
        IsRam = null;
    }
}
