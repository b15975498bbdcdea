namespace Theseus.Platform.Native.Files;

/// <summary>A buffer of many, as the BCL's <c>Interop.Sys.IOVector</c>.</summary>
internal struct IoVector
{
    // SAFETY: an address that Bytes alone follows.
    public unsafe byte* Base;
    public nuint Count;

    /// <summary>Its length, as far as one operation goes.</summary>
    public readonly int Length => Count > int.MaxValue ? int.MaxValue : (int)Count;

    /// <summary>Its bytes, as many as <see cref="Length"/> says; none where there is no buffer.</summary>
    // SAFETY: the class library passes buffers with their true lengths.
    public readonly unsafe Span<byte> Bytes => Passed.Array(Base, Length);
}
