using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// Keys of other kinds: DSA, keys of engines and providers, and the older forms of keys that a program hands over as
/// pointers of OpenSSL. Each ends in a CryptographicException with the text below.
/// </summary>
internal static class AbsentOtherKeys
{
    private static int Refuse() => Errors.Fail("keys of this kind are not supported by this system");

    [RuntimeExport("CryptoNative_DsaDestroy")]
    private static void DsaDestroy()
    {
    }

    [RuntimeExport("CryptoNative_DsaGenerateKey")]
    private static int DsaGenerateKey() => Refuse();

    [RuntimeExport("CryptoNative_DsaKeyCreateByExplicitParameters")]
    private static int DsaKeyCreateByExplicitParameters() => Refuse();

    [RuntimeExport("CryptoNative_DsaSign")]
    private static int DsaSign() => Refuse();

    [RuntimeExport("CryptoNative_DsaSizeP")]
    private static int DsaSizeP() => Refuse();

    [RuntimeExport("CryptoNative_DsaSizeQ")]
    private static int DsaSizeQ() => Refuse();

    [RuntimeExport("CryptoNative_DsaSizeSignature")]
    private static int DsaSizeSignature() => Refuse();

    [RuntimeExport("CryptoNative_DsaUpRef")]
    private static int DsaUpRef() => Refuse();

    [RuntimeExport("CryptoNative_DsaVerify")]
    private static int DsaVerify() => Refuse();

    [RuntimeExport("CryptoNative_EvpPKeyCreateRsa")]
    private static nint EvpPKeyCreateRsa() => Refuse();

    [RuntimeExport("CryptoNative_EvpPkeyGetDsa")]
    private static nint EvpPkeyGetDsa() => Refuse();

    [RuntimeExport("CryptoNative_EvpPkeySetDsa")]
    private static int EvpPkeySetDsa() => Refuse();

    [RuntimeExport("CryptoNative_GetDsaParameters")]
    private static int GetDsaParameters() => Refuse();

    [RuntimeExport("CryptoNative_GetECCurveParameters")]
    private static int GetECCurveParameters() => Refuse();

    [RuntimeExport("CryptoNative_GetECKeyParameters")]
    private static int GetECKeyParameters() => Refuse();

    [RuntimeExport("CryptoNative_LoadKeyFromProvider")]
    private static nint LoadKeyFromProvider() => Refuse();

    [RuntimeExport("CryptoNative_LoadPrivateKeyFromEngine")]
    private static nint LoadPrivateKeyFromEngine() => Refuse();

    [RuntimeExport("CryptoNative_LoadPublicKeyFromEngine")]
    private static nint LoadPublicKeyFromEngine() => Refuse();
}
