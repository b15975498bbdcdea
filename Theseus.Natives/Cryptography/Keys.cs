using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// The functions on keys of any kind (EVP_PKEY). Where nothing else is said they return 1, or 0 with an error noted.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes: one for an encoding is as long as the function
// before said.
internal static unsafe class Keys
{
    private const int IsRsa = 6, IsEc = 408;                // Interop.Crypto.EvpAlgorithmId
    private const int RsaFamily = 1, EcFamily = 3;          // Interop.Crypto.EvpAlgorithmFamilyId

    [RuntimeExport("CryptoNative_EvpPkeyCreate")]
    private static nint Create() => Key.New(new Key());

    [RuntimeExport("CryptoNative_EvpPkeyDestroy")]
    private static void Destroy(nint key, nint extra) => Key.Release(key);

    [RuntimeExport("CryptoNative_UpRefEvpPkey")]
    private static int Share(nint key, nint extra) => Key.Share(key);

    [RuntimeExport("CryptoNative_EvpPKeyBits")]
    private static int Bits(nint key) =>
        Key.Of(key) switch { { Rsa: { } rsa } => rsa.Bits, { Ec: { } ec } => ec.Bits, _ => 0 };

    [RuntimeExport("CryptoNative_EvpPKeyType")]
    private static int TypeOf(nint key) =>
        Key.Of(key) switch { { Rsa: not null } => IsRsa, { Ec: not null } => IsEc, _ => 0 };

    [RuntimeExport("CryptoNative_EvpPKeyFamily")]
    private static int FamilyOf(nint key) =>
        Key.Of(key) switch { { Rsa: not null } => RsaFamily, { Ec: not null } => EcFamily, _ => 0 };

    [RuntimeExport("CryptoNative_DecodePkcs8PrivateKey")]
    private static nint DecodePrivate(byte* encoded, int count, int algorithm) =>
        Decode(encoded, count, algorithm, RsaKey.FromPrivateKeyInfo);

    [RuntimeExport("CryptoNative_DecodeSubjectPublicKeyInfo")]
    private static nint DecodePublic(byte* encoded, int count, int algorithm) =>
        Decode(encoded, count, algorithm, RsaKey.FromPublicKeyInfo);

    [RuntimeExport("CryptoNative_GetPkcs8PrivateKeySize")]
    private static int PrivateSize(nint key, int* size)
    {
        *size = EncodePrivate(key, null);
        return *size > 0 ? 1 : 0;
    }

    [RuntimeExport("CryptoNative_EncodePkcs8PrivateKey")]
    private static int EncodePrivate(nint key, byte* buffer) => Encode(key, buffer, static k => k.ToPrivateKeyInfo());

    [RuntimeExport("CryptoNative_GetSubjectPublicKeyInfoSize")]
    private static int PublicSize(nint key) => EncodePublic(key, null);

    [RuntimeExport("CryptoNative_EncodeSubjectPublicKeyInfo")]
    private static int EncodePublic(nint key, byte* buffer) => Encode(key, buffer, static k => k.ToPublicKeyInfo());

    private static nint Decode(byte* encoded, int count, int algorithm, Func<byte[], RsaKey> decode)
    {
        try
        {
            return algorithm == IsRsa
                ? Key.New(new Key { Rsa = decode(new ReadOnlySpan<byte>(encoded, count).ToArray()) })
                : Errors.Fail($"keys of algorithm {algorithm} are not supported");
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    /// <summary>
    /// The length of the encoding, which is copied to the buffer if there is one; 0 with an error noted.
    /// </summary>
    private static int Encode(nint key, byte* buffer, Func<RsaKey, byte[]> encode)
    {
        try
        {
            if (Key.Of(key).Rsa is not { } rsa)
            {
                return Errors.Fail("the key is not one of RSA");
            }

            byte[] encoded = encode(rsa);
            if (buffer != null)
            {
                encoded.CopyTo(new Span<byte>(buffer, encoded.Length));
            }

            return encoded.Length;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }
}
