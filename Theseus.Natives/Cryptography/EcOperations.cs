using System.Runtime;
using Org.BouncyCastle.Crypto.Agreement;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;
using Org.BouncyCastle.Utilities;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// ECDSA (FIPS 186-5) and ECDH (SP 800-56A). They return the length of the result, or -1 with an error noted.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes; results are checked against them.
internal static unsafe class EcOperations
{
    private const int Refused = -1;

    /// <summary>The signature as a sequence of two numbers (RFC 3279, section 2.2.3).</summary>
    [RuntimeExport("CryptoNative_EcDsaSignHash")]
    private static int Sign(nint key, nint extra, byte* hash, int count, byte* destination, int capacity)
    {
        try
        {
            EcKey ec = EcKeys.Of(key);
            ECDsaSigner signer = new();
            signer.Init(true, new ParametersWithRandom(ec.Private, Entropy.Random));
            Org.BouncyCastle.Math.BigInteger[] parts = signer.GenerateSignature(
                new ReadOnlySpan<byte>(hash, count).ToArray());
            return Give(StandardDsaEncoding.Instance.Encode(ec.Domain.N, parts[0], parts[1]), destination, capacity);
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return Refused;
        }
    }

    /// <summary>1 if the signature is right, 0 if it is not, -1 with an error noted if that cannot be told.</summary>
    [RuntimeExport("CryptoNative_EcDsaVerifyHash")]
    private static int Verify(nint key, nint extra, byte* hash, int count, byte* signature, int signatureBytes)
    {
        try
        {
            EcKey ec = EcKeys.Of(key);
            ECDsaSigner signer = new();
            signer.Init(false, ec.Public);
            Org.BouncyCastle.Math.BigInteger[] parts = StandardDsaEncoding.Instance.Decode(ec.Domain.N,
                new ReadOnlySpan<byte>(signature, signatureBytes).ToArray());
            return signer.VerifySignature(new ReadOnlySpan<byte>(hash, count).ToArray(), parts[0], parts[1]) ? 1 : 0;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return Refused;
        }
    }

    [RuntimeExport("CryptoNative_EvpPKeyDeriveSecretAgreement")]
    private static int Agree(nint key, nint extra, nint other, byte* secret, uint capacity)
    {
        try
        {
            ECDHBasicAgreement agreement = new();
            agreement.Init(EcKeys.Of(key).Private);
            Org.BouncyCastle.Math.BigInteger value = agreement.CalculateAgreement(EcKeys.Of(other).Public);
            return Give(BigIntegers.AsUnsignedByteArray(agreement.GetFieldSize(), value), secret,
                (int)Math.Min(capacity, int.MaxValue));
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return Refused;
        }
    }

    private static int Give(byte[] result, byte* destination, int capacity)
    {
        if (result.AsSpan().TryCopyTo(new Span<byte>(destination, capacity)))
        {
            return result.Length;
        }

        Errors.Fail($"{result.Length} bytes for a buffer of {capacity}");
        return Refused;
    }
}
