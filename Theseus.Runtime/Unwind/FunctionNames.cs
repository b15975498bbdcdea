using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Startup;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// The names of the image's functions, for panics. They are a file of their own beside the image (written by
/// <c>Theseus.Build</c>'s FunctionNames.File), which the system can run without.
/// </summary>
// SAFETY: Attach checks the sizes in the header against the bytes that the loader mapped; every index is below the count.
[Resident]
internal static unsafe class FunctionNames
{
    private const ulong ExpectedMagic = 0x3130_4D41_4E53_4854; // "THSNAM01"

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public ulong Magic;
        public uint Count;
        public uint TextBytes;
    }

    private static Header* s_header;

    /// <summary>Takes the file over. False, and no names, if it is not the one that belongs to this image.</summary>
    public static bool Attach(void* file, ulong bytes)
    {
        Header* header = (Header*)file;
        if (bytes < (ulong)sizeof(Header) || header->Magic != ExpectedMagic
            || header->Count != RunningImage.Header.FunctionCount
            || bytes != (ulong)sizeof(Header) + ((ulong)header->Count * 4) + header->TextBytes)
        {
            return false;
        }

        s_header = header;
        return true;
    }

    /// <summary>The name of a function by its place in the table, NUL-terminated; null where there is none.</summary>
    public static byte* Of(uint function)
    {
        if (s_header == null || function >= s_header->Count)
        {
            return null;
        }

        uint* index = (uint*)(s_header + 1);
        byte* text = (byte*)(index + s_header->Count);
        return index[function] < s_header->TextBytes ? text + index[function] : null;
    }
}
