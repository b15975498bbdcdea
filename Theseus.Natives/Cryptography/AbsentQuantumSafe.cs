using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// Algorithms whose IsSupported is false here: ML-KEM, ML-DSA, SLH-DSA, KMAC, and OpenSSL's own HKDF and KBKDF. None
/// can be made, so what works on one is never called.
/// </summary>
internal static class AbsentQuantumSafe
{
    private static int Refuse() => Errors.Fail("the algorithm is not supported by this system");

    [RuntimeExport("CryptoNative_EvpKemDecapsulate")]
    private static int EvpKemDecapsulate() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemEncapsulate")]
    private static int EvpKemEncapsulate() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemExportDecapsulationKey")]
    private static int EvpKemExportDecapsulationKey() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemExportEncapsulationKey")]
    private static int EvpKemExportEncapsulationKey() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemExportPrivateSeed")]
    private static int EvpKemExportPrivateSeed() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemGeneratePkey")]
    private static nint EvpKemGeneratePkey() => Refuse();

    [RuntimeExport("CryptoNative_EvpKemGetPalId")]
    private static int EvpKemGetPalId() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacCtxDup")]
    private static nint EvpMacCtxDup() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacCtxFree")]
    private static void EvpMacCtxFree()
    {
    }

    [RuntimeExport("CryptoNative_EvpMacCtxNew")]
    private static nint EvpMacCtxNew() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacCurrent")]
    private static int EvpMacCurrent() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacFinal")]
    private static int EvpMacFinal() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacInit")]
    private static int EvpMacInit() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacOneShot")]
    private static int EvpMacOneShot() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacReset")]
    private static int EvpMacReset() => Refuse();

    [RuntimeExport("CryptoNative_EvpMacUpdate")]
    private static int EvpMacUpdate() => Refuse();

    [RuntimeExport("CryptoNative_EvpPKeyFromData")]
    private static nint EvpPKeyFromData() => Refuse();

    [RuntimeExport("CryptoNative_HkdfDeriveKey")]
    private static int HkdfDeriveKey() => Refuse();

    [RuntimeExport("CryptoNative_HkdfExpand")]
    private static int HkdfExpand() => Refuse();

    [RuntimeExport("CryptoNative_HkdfExtract")]
    private static int HkdfExtract() => Refuse();

    [RuntimeExport("CryptoNative_KbkdfHmacOneShot")]
    private static int KbkdfHmacOneShot() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaExportPublicKey")]
    private static int MLDsaExportPublicKey() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaExportSecretKey")]
    private static int MLDsaExportSecretKey() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaExportSeed")]
    private static int MLDsaExportSeed() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaGenerateKey")]
    private static nint MLDsaGenerateKey() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaGetPalId")]
    private static int MLDsaGetPalId() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaSignExternalMu")]
    private static int MLDsaSignExternalMu() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaSignPreEncoded")]
    private static int MLDsaSignPreEncoded() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaSignPure")]
    private static int MLDsaSignPure() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaVerifyExternalMu")]
    private static int MLDsaVerifyExternalMu() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaVerifyPreEncoded")]
    private static int MLDsaVerifyPreEncoded() => Refuse();

    [RuntimeExport("CryptoNative_MLDsaVerifyPure")]
    private static int MLDsaVerifyPure() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaExportPublicKey")]
    private static int SlhDsaExportPublicKey() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaExportSecretKey")]
    private static int SlhDsaExportSecretKey() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaGenerateKey")]
    private static nint SlhDsaGenerateKey() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaGetPalId")]
    private static int SlhDsaGetPalId() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaSignPreEncoded")]
    private static int SlhDsaSignPreEncoded() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaSignPure")]
    private static int SlhDsaSignPure() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaVerifyPreEncoded")]
    private static int SlhDsaVerifyPreEncoded() => Refuse();

    [RuntimeExport("CryptoNative_SlhDsaVerifyPure")]
    private static int SlhDsaVerifyPure() => Refuse();
}
