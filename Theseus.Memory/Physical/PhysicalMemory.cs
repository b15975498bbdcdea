using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;
using Theseus.Format;

namespace Theseus.Memory.Physical;

/// <summary>Where RAM can be read and written by its physical address. Only this project uses it.</summary>
[Resident]
internal static class PhysicalMemory
{
    private const int WordsPerFrame = (int)Frame.Bytes / sizeof(ulong);

    /// <summary>Virtual minus physical address.</summary>
    public static ulong Base { get; private set; }

    /// <summary>Says where RAM is mapped from now on.</summary>
    public static void MoveTo(ulong virtualBase) => Base = virtualBase;

    /// <summary>
    /// Where an address of RAM is mapped: by the loader's identity map at first, then by the direct map.
    /// </summary>
    public static VirtualAddress AddressOf(PhysicalAddress address) => new(address.Value + Base);

    /// <summary>The bytes of a frame of RAM, which the caller holds.</summary>
    // SAFETY: all RAM is mapped at Base, a frame is 4096 bytes of it, and no map of it is ever taken away while its
    // holder is there.
    public static unsafe Span<byte> BytesOf(Frame frame) => new((void*)AddressOf(frame.Start).Value, (int)Frame.Bytes);

    /// <summary>The first bytes of frames of RAM that follow each other, which the caller holds.</summary>
    // SAFETY: as above; the direct map has RAM in its order, and the caller's frames are as many as it says.
    public static unsafe Span<byte> BytesOf(Frame first, int bytes) =>
        new((void*)AddressOf(first.Start).Value, bytes);

    /// <summary>As <see cref="BytesOf(Frame)"/>, as 512 words: page tables.</summary>
    // SAFETY: as BytesOf; a frame's start is aligned to words.
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static unsafe Span<ulong> WordsOf(Frame frame) => new((void*)AddressOf(frame.Start).Value, WordsPerFrame);

    /// <summary>Zeroes one frame.</summary>
    // SAFETY: the frame's RAM is mapped at Base; eight stores of 16 bytes divide its 4096, so that none passes its end.
    public static unsafe void Zero(Frame frame)
    {
        // Eight stores at constant distances from one pointer: eleven instructions for 128 bytes.
        Vector128<byte>* at = (Vector128<byte>*)AddressOf(frame.Start).Value;
        for (Vector128<byte>* end = at + (Frame.Bytes / 16); at < end; at += 8)
        {
            at[0] = default;
            at[1] = default;
            at[2] = default;
            at[3] = default;
            at[4] = default;
            at[5] = default;
            at[6] = default;
            at[7] = default;
        }
    }

    /// <summary>Copies one frame's contents to another.</summary>
    // SAFETY: both frames' RAM is mapped at Base; eight moves of 16 bytes divide 4096, so that none passes an end.
    public static unsafe void Copy(Frame from, Frame to)
    {
        Vector128<byte>* source = (Vector128<byte>*)AddressOf(from.Start).Value;
        Vector128<byte>* at = (Vector128<byte>*)AddressOf(to.Start).Value;
        for (Vector128<byte>* end = at + (Frame.Bytes / 16); at < end; at += 8, source += 8)
        {
            at[0] = source[0];
            at[1] = source[1];
            at[2] = source[2];
            at[3] = source[3];
            at[4] = source[4];
            at[5] = source[5];
            at[6] = source[6];
            at[7] = source[7];
        }
    }
}
