using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Random;

/// <summary>
/// What the class library asks of OpenSSL in every world: that it is there, of version 3.0; random bytes; and the last
/// error, which becomes the message of a CryptographicException. All else is a native part, which many worlds do
/// without (docs/native-symbols.md).
/// </summary>
internal static class NativeCryptography
{
    private const long Version = 0x3000_0000;   // OpenSSL 3.0.0 (OPENSSL_VERSION_NUMBER)
    private const int LargestDigestBytes = 64;
    private const int MostTextBytes = 256;

    /// <summary>The one error code that is not "none": the text tells the rest.</summary>
    private const ulong Failed = 1;

    private static bool s_hasFailed;
    private static Text s_text;
    private static int s_textLength;

    [RuntimeExport("CryptoNative_EnsureOpenSslInitialized")]
    internal static int Initialize() => 0;

    [RuntimeExport("CryptoNative_OpenSslAvailable")]
    internal static int IsAvailable() => 1;

    [RuntimeExport("CryptoNative_OpenSslVersionNumber")]
    internal static long VersionNumber() => Version;

    [RuntimeExport("CryptoNative_GetMaxMdSize")]
    internal static int LargestDigest() => LargestDigestBytes;

    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("CryptoNative_GetRandomBytes")]
    internal static unsafe int FillRandomly(byte* buffer, int count) =>
        FillRandomly(Passed.Array(buffer, count), count);

    /// <summary>For the native part: what went wrong, in UTF-8. It is copied, as far as there is room.</summary>
    // SAFETY: a text of the length that is given.
    [RuntimeExport("theseus_cryptography_failed")]
    internal static unsafe void Note(byte* text, int length) => Note(Passed.Array(text, length));

    [RuntimeExport("CryptoNative_ErrClearError")]
    internal static ulong Clear()
    {
        ulong had = PeekLast();
        Forget();
        return had;
    }

    [RuntimeExport("CryptoNative_ErrPeekError")]
    internal static ulong Peek() => PeekLast();

    [RuntimeExport("CryptoNative_ErrPeekLastError")]
    internal static ulong PeekLast() => s_hasFailed ? Failed : 0;

    // SAFETY: a place for a result.
    [RuntimeExport("CryptoNative_ErrGetExceptionError")]
    internal static unsafe ulong Take(int* isAllocationFailure)
    {
        Passed.Place(isAllocationFailure).Clear();
        return PeekLast();
    }

    /// <summary>Writes the text, cut to the buffer, and forgets the error.</summary>
    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("CryptoNative_ErrErrorStringN")]
    internal static unsafe void Describe(ulong error, byte* buffer, int size)
    {
        NativeText.Copy(s_hasFailed ? ((ReadOnlySpan<byte>)s_text)[..s_textLength]
            : "unknown error"u8, Passed.Array(buffer, size));
        Forget();
    }

    [RuntimeExport("CryptoNative_ErrReasonErrorString")]
    internal static nint Reason(ulong error) => 0;

    [RuntimeExport("CryptoNative_RegisterLegacyAlgorithms")]
    internal static void RegisterLegacyAlgorithms()
    {
        // They need no registration.
    }

    [RuntimeExport("CryptoNative_EnableMemoryTracking")]
    internal static void EnableMemoryTracking(int isOn)
    {
        // The objects are the collector's: there is no allocator to track.
    }

    [RuntimeExport("CryptoNative_ForEachTrackedAllocation")]
    internal static void ForEachAllocation(nint callback, nint context)
    {
        // None is tracked.
    }

    // SAFETY: two places for results.
    [RuntimeExport("CryptoNative_GetMemoryUse")]
    internal static unsafe void MemoryUse(long* bytes, long* count) => *bytes = *count = 0;

    private static int FillRandomly(Span<byte> buffer, int count)
    {
        if (count == 0 || (count == buffer.Length && NativeRandom.TryFillSecurely(buffer)))
        {
            return 1;
        }

        Note("there are no random bytes that nobody can guess"u8);
        return 0;
    }

    private static void Note(ReadOnlySpan<byte> text)
    {
        s_hasFailed = true;
        s_textLength = Math.Min(text.Length, MostTextBytes);
        text[..s_textLength].CopyTo(s_text);
    }

    private static void Forget() => s_hasFailed = false;

    [InlineArray(MostTextBytes)]
    private struct Text
    {
        private byte _first;
    }
}
