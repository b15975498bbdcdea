using System.Runtime;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// PBKDF2 (RFC 8018). For HKDF and the counter mode of SP 800-108 the class library has managed code over HMAC, which
/// it takes where OpenSSL's are not there; KMAC and the algorithms against quantum computers are reported as not
/// supported.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes.
internal static unsafe class KeyDerivation
{
    private const int BitsPerByte = 8;

    [RuntimeExport("CryptoNative_Pbkdf2")]
    private static int Pbkdf2(
        byte* password, int passwordBytes, byte* salt, int saltBytes, int iterations, nint kind, byte* destination,
        int bytes)
    {
        try
        {
            Pkcs5S2ParametersGenerator generator = new(((DigestKind)kind).Make());
            generator.Init(new ReadOnlySpan<byte>(password, passwordBytes).ToArray(),
                new ReadOnlySpan<byte>(salt, saltBytes).ToArray(), iterations);
            KeyParameter key = (KeyParameter)generator.GenerateDerivedMacParameters(checked(bytes * BitsPerByte));
            key.GetKey().CopyTo(new Span<byte>(destination, bytes));
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EvpKdfFetch")]
    private static nint FetchDerivation(byte* name, int* isSupported)
    {
        *isSupported = 0;
        return 0;
    }

    [RuntimeExport("CryptoNative_EvpMacFetch")]
    private static nint FetchMac(byte* name, int* isSupported)
    {
        *isSupported = 0;
        return 0;
    }

    [RuntimeExport("CryptoNative_EvpKdfFree")]
    private static void FreeDerivation(nint derivation)
    {
        // None was ever given out.
    }

    [RuntimeExport("CryptoNative_EvpMacFree")]
    private static void FreeMac(nint mac)
    {
        // None was ever given out.
    }

    [RuntimeExport("CryptoNative_EvpKemAvailable")]
    private static int IsEncapsulationAvailable(byte* name) => 0;

    [RuntimeExport("CryptoNative_IsSignatureAlgorithmAvailable")]
    private static int IsSignatureAvailable(byte* name) => 0;
}
