using System.Runtime;
using Org.BouncyCastle.Math;

namespace Theseus.Natives.Cryptography;

/// <summary>OpenSSL's BIGNUM: here a number's bytes, the highest first, without leading zeros.</summary>
// SAFETY: the class library asks for the length before it passes a buffer.
internal static unsafe class Numbers
{
    public static byte[] Bytes(BigInteger number) => number.SignValue == 0 ? [] : number.ToByteArrayUnsigned();

    /// <summary>A handle that the class library frees, and the number's length.</summary>
    public static void Give(BigInteger? number, nint* handle, int* length) =>
        GiveBytes(number is null ? null : Bytes(number), handle, length);

    public static void GiveBytes(byte[]? bytes, nint* handle, int* length)
    {
        *length = bytes?.Length ?? 0;
        *handle = bytes is null ? 0 : Handles.New(bytes);
    }

    /// <summary>A number from so many bytes; null where there are none.</summary>
    public static BigInteger? Take(byte* bytes, int count) => bytes == null ? null
        : new BigInteger(1, new ReadOnlySpan<byte>(bytes, count));

    [RuntimeExport("CryptoNative_BigNumDestroy")]
    private static void Destroy(nint number) => Handles.Free(number);

    [RuntimeExport("CryptoNative_GetBigNumBytes")]
    private static int Length(nint number) => number == 0 ? 0 : Handles.Get<byte[]>(number).Length;

    [RuntimeExport("CryptoNative_BigNumToBinary")]
    private static int CopyTo(nint number, byte* to)
    {
        byte[] bytes = Handles.Get<byte[]>(number);
        bytes.CopyTo(new Span<byte>(to, bytes.Length));
        return bytes.Length;
    }
}
