using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Startup;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// The names of the image's functions, for panics. They are a file of their own beside the image (written by
/// <c>Theseus.Build</c>'s FunctionNames.File), which the system can run without.
/// </summary>
[Resident]
internal static class FunctionNames
{
    private const ulong ExpectedMagic = 0x3130_4D41_4E53_4854; // "THSNAM01"

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public uint Count;
        public uint TextBytes;
    }

    private static StableTable<byte> s_file;

    /// <summary>Takes the file over. False, and no names, if it is not the one that belongs to this image.</summary>
    // SAFETY: the caller passes a file of so many bytes that is mapped and stays.
    public static unsafe bool Attach(void* file, ulong bytes) =>
        bytes <= int.MaxValue && Attach(new ReadOnlySpan<byte>(file, (int)bytes));

    private static bool Attach(ReadOnlySpan<byte> whole)
    {
        ReadOnlySpan<Header> header = SpanView.Of<Header>(whole, 0, 1);
        if (header.IsEmpty || header[0].Magic != ExpectedMagic || header[0].Count != RunningImage.Header.FunctionCount
            || (ulong)whole.Length
                != SpanView.SizeOf<Header>() + ((ulong)header[0].Count * sizeof(uint)) + header[0].TextBytes)
        {
            return false;
        }

        s_file = new StableTable<byte>(whole);
        return true;
    }

    /// <summary>The name of a function by its place in the table; empty where there is none.</summary>
    public static ReadOnlySpan<byte> Of(int function)
    {
        ReadOnlySpan<byte> file = s_file.Entries;
        ReadOnlySpan<Header> header = SpanView.Of<Header>(file, 0, 1);
        if (header.IsEmpty || (uint)function >= header[0].Count)
        {
            return default;
        }

        uint index = (uint)SpanView.SizeOf<Header>();
        ReadOnlySpan<uint> starts = SpanView.Of<uint>(file, index, header[0].Count);
        uint text = index + (header[0].Count * sizeof(uint));
        return At(SpanView.Of<byte>(file, text, header[0].TextBytes), starts[function]);
    }

    /// <summary>
    /// The name that begins at an offset of a text and has a zero behind it; empty if that is outside of it.
    /// </summary>
    public static ReadOnlySpan<byte> At(ReadOnlySpan<byte> text, uint start)
    {
        if (start >= (uint)text.Length)
        {
            return default;
        }

        int end = (int)start;
        while (end < text.Length && text[end] != 0)
        {
            end++;
        }

        return text[(int)start..end];
    }
}
