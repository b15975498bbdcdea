using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>The functions that give the numbers of <see cref="DigestKind"/>.</summary>
internal static class DigestNames
{
    [RuntimeExport("CryptoNative_EvpMdSize")]
    private static int SizeOf(nint kind) => ((DigestKind)kind).Size();

    [RuntimeExport("CryptoNative_EvpMd5")]
    private static nint Md5() => (nint)DigestKind.Md5;

    [RuntimeExport("CryptoNative_EvpSha1")]
    private static nint Sha1() => (nint)DigestKind.Sha1;

    [RuntimeExport("CryptoNative_EvpSha256")]
    private static nint Sha256() => (nint)DigestKind.Sha256;

    [RuntimeExport("CryptoNative_EvpSha384")]
    private static nint Sha384() => (nint)DigestKind.Sha384;

    [RuntimeExport("CryptoNative_EvpSha512")]
    private static nint Sha512() => (nint)DigestKind.Sha512;

    [RuntimeExport("CryptoNative_EvpSha3_256")]
    private static nint Sha3Of256() => (nint)DigestKind.Sha3Of256;

    [RuntimeExport("CryptoNative_EvpSha3_384")]
    private static nint Sha3Of384() => (nint)DigestKind.Sha3Of384;

    [RuntimeExport("CryptoNative_EvpSha3_512")]
    private static nint Sha3Of512() => (nint)DigestKind.Sha3Of512;

    [RuntimeExport("CryptoNative_EvpShake128")]
    private static nint Shake128() => (nint)DigestKind.Shake128;

    [RuntimeExport("CryptoNative_EvpShake256")]
    private static nint Shake256() => (nint)DigestKind.Shake256;
}
