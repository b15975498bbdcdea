using System.Runtime;
using Theseus.Platform.Native.Memory;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Random;

/// <summary>
/// What the class library asks of OpenSSL in every world: that it is there, of version 3.0; random bytes; and the last
/// error, which becomes the message of a CryptographicException. All else is a native part, which many worlds do
/// without (docs/native-symbols.md).
/// </summary>
// SAFETY: the class library passes buffers with their true sizes and places for results; the text is a block of the
// native heap.
internal static unsafe class NativeCryptography
{
    private const long Version = 0x3000_0000;   // OpenSSL 3.0.0 (OPENSSL_VERSION_NUMBER)
    private const int LargestDigestBytes = 64;

    /// <summary>The one error code that is not "none": the text tells the rest.</summary>
    private const ulong Failed = 1;

    private static bool s_hasFailed;
    private static byte* s_text;

    [RuntimeExport("CryptoNative_EnsureOpenSslInitialized")]
    internal static int Initialize() => 0;

    [RuntimeExport("CryptoNative_OpenSslAvailable")]
    internal static int IsAvailable() => 1;

    [RuntimeExport("CryptoNative_OpenSslVersionNumber")]
    internal static long VersionNumber() => Version;

    [RuntimeExport("CryptoNative_GetMaxMdSize")]
    internal static int LargestDigest() => LargestDigestBytes;

    [RuntimeExport("CryptoNative_GetRandomBytes")]
    internal static int FillRandomly(byte* buffer, int count)
    {
        if (count == 0 || NativeRandom.FillSecurely(buffer, count) == 0)
        {
            return 1;
        }

        ReadOnlySpan<byte> why = "there are no random bytes that nobody can guess"u8;
        fixed (byte* text = why)
        {
            Note(text, why.Length);
        }

        return 0;
    }

    /// <summary>For the native part: what went wrong, in UTF-8. It is copied.</summary>
    [RuntimeExport("theseus_cryptography_failed")]
    internal static void Note(byte* text, int length)
    {
        Forget();
        s_hasFailed = true;
        s_text = NativeText.Duplicate(new ReadOnlySpan<byte>(text, length));
    }

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

    [RuntimeExport("CryptoNative_ErrGetExceptionError")]
    internal static ulong Take(int* isAllocationFailure)
    {
        if (isAllocationFailure != null)
        {
            *isAllocationFailure = 0;
        }

        return PeekLast();
    }

    /// <summary>Writes the text, cut to the buffer, and forgets the error.</summary>
    [RuntimeExport("CryptoNative_ErrErrorStringN")]
    internal static void Describe(ulong error, byte* buffer, int size)
    {
        if (buffer != null)
        {
            NativeText.Copy(s_text == null ? "unknown error"u8 : NativeText.Of(s_text), buffer, size);
        }

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

    [RuntimeExport("CryptoNative_GetMemoryUse")]
    internal static void MemoryUse(long* bytes, long* count) => *bytes = *count = 0;

    private static void Forget()
    {
        NativeAllocation.Free(s_text);
        s_text = null;
        s_hasFailed = false;
    }
}
