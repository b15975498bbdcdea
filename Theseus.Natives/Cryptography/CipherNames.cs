using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>The functions that give the numbers of <see cref="CipherKind"/>.</summary>
internal static class CipherNames
{
    [RuntimeExport("CryptoNative_EvpAes128Ecb")]
    private static nint Aes128Ecb() => (nint)CipherKind.Aes128Ecb;

    [RuntimeExport("CryptoNative_EvpAes128Cbc")]
    private static nint Aes128Cbc() => (nint)CipherKind.Aes128Cbc;

    [RuntimeExport("CryptoNative_EvpAes128Cfb8")]
    private static nint Aes128Cfb8() => (nint)CipherKind.Aes128Cfb8;

    [RuntimeExport("CryptoNative_EvpAes128Cfb128")]
    private static nint Aes128Cfb128() => (nint)CipherKind.Aes128Cfb128;

    [RuntimeExport("CryptoNative_EvpAes128Gcm")]
    private static nint Aes128Gcm() => (nint)CipherKind.Aes128Gcm;

    [RuntimeExport("CryptoNative_EvpAes128Ccm")]
    private static nint Aes128Ccm() => (nint)CipherKind.Aes128Ccm;

    [RuntimeExport("CryptoNative_EvpAes192Ecb")]
    private static nint Aes192Ecb() => (nint)CipherKind.Aes192Ecb;

    [RuntimeExport("CryptoNative_EvpAes192Cbc")]
    private static nint Aes192Cbc() => (nint)CipherKind.Aes192Cbc;

    [RuntimeExport("CryptoNative_EvpAes192Cfb8")]
    private static nint Aes192Cfb8() => (nint)CipherKind.Aes192Cfb8;

    [RuntimeExport("CryptoNative_EvpAes192Cfb128")]
    private static nint Aes192Cfb128() => (nint)CipherKind.Aes192Cfb128;

    [RuntimeExport("CryptoNative_EvpAes192Gcm")]
    private static nint Aes192Gcm() => (nint)CipherKind.Aes192Gcm;

    [RuntimeExport("CryptoNative_EvpAes192Ccm")]
    private static nint Aes192Ccm() => (nint)CipherKind.Aes192Ccm;

    [RuntimeExport("CryptoNative_EvpAes256Ecb")]
    private static nint Aes256Ecb() => (nint)CipherKind.Aes256Ecb;

    [RuntimeExport("CryptoNative_EvpAes256Cbc")]
    private static nint Aes256Cbc() => (nint)CipherKind.Aes256Cbc;

    [RuntimeExport("CryptoNative_EvpAes256Cfb8")]
    private static nint Aes256Cfb8() => (nint)CipherKind.Aes256Cfb8;

    [RuntimeExport("CryptoNative_EvpAes256Cfb128")]
    private static nint Aes256Cfb128() => (nint)CipherKind.Aes256Cfb128;

    [RuntimeExport("CryptoNative_EvpAes256Gcm")]
    private static nint Aes256Gcm() => (nint)CipherKind.Aes256Gcm;

    [RuntimeExport("CryptoNative_EvpAes256Ccm")]
    private static nint Aes256Ccm() => (nint)CipherKind.Aes256Ccm;

    [RuntimeExport("CryptoNative_EvpChaCha20Poly1305")]
    private static nint ChaCha20Poly1305() => (nint)CipherKind.ChaCha20Poly1305;

    [RuntimeExport("CryptoNative_EvpDesEcb")]
    private static nint DesEcb() => (nint)CipherKind.DesEcb;

    [RuntimeExport("CryptoNative_EvpDesCbc")]
    private static nint DesCbc() => (nint)CipherKind.DesCbc;

    [RuntimeExport("CryptoNative_EvpDesCfb8")]
    private static nint DesCfb8() => (nint)CipherKind.DesCfb8;

    [RuntimeExport("CryptoNative_EvpDes3Ecb")]
    private static nint Des3Ecb() => (nint)CipherKind.Des3Ecb;

    [RuntimeExport("CryptoNative_EvpDes3Cbc")]
    private static nint Des3Cbc() => (nint)CipherKind.Des3Cbc;

    [RuntimeExport("CryptoNative_EvpDes3Cfb8")]
    private static nint Des3Cfb8() => (nint)CipherKind.Des3Cfb8;

    [RuntimeExport("CryptoNative_EvpDes3Cfb64")]
    private static nint Des3Cfb64() => (nint)CipherKind.Des3Cfb64;

    [RuntimeExport("CryptoNative_EvpRC2Ecb")]
    private static nint RC2Ecb() => (nint)CipherKind.RC2Ecb;

    [RuntimeExport("CryptoNative_EvpRC2Cbc")]
    private static nint RC2Cbc() => (nint)CipherKind.RC2Cbc;
}
