namespace Theseus.Platform.Native;

/// <summary>
/// What the class library passes by address, as spans, so that the code behind an exported function sees no address.
/// Where the address is null, or the length below zero, the span is empty.
/// </summary>
internal static class Passed
{
    // SAFETY: the class library passes an array with its true length, pinned or on its stack until the call returns.
    public static unsafe Span<T> Array<T>(T* start, long count)
        where T : unmanaged => start == null || count <= 0 ? default
        : new Span<T>(start, (int)Math.Min(count, int.MaxValue));

    // SAFETY: a place for one result is a local of the class library's.
    public static unsafe Span<T> Place<T>(T* place)
        where T : unmanaged => Array(place, 1);
}
