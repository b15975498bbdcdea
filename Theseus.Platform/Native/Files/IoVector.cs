#pragma warning disable CS0649 // The BCL fills the fields in.

namespace Theseus.Platform.Native.Files;

/// <summary>One piece of a scattered read or a gathered write, as the BCL's <c>Interop.Sys.IOVector</c>.</summary>
// SAFETY: describes memory of the caller's; who reads Base checks that Length is what the caller promised.
internal unsafe struct IoVector
{
    public byte* Base;
    public nuint Count;
}
