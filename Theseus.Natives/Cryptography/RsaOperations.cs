using System.Runtime;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Encodings;
using Org.BouncyCastle.Crypto.Engines;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Crypto.Signers;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// RSA's operations: PKCS #1 v1.5, OAEP and PSS (RFC 8017). They return the length of the result, or -1 with an error
/// noted.
/// </summary>
// SAFETY: the class library passes its buffers with their true sizes; results are checked against them.
internal static unsafe class RsaOperations
{
    private const int Refused = -1;
    // RSAEncryptionPaddingMode.Pkcs1 and RSASignaturePaddingMode.Pkcs1; the other is OAEP or PSS
    private const int Pkcs1 = 0;

    [RuntimeExport("CryptoNative_RsaGenerateKey")]
    private static nint Generate(int bits)
    {
        try
        {
            return Key.New(new Key { Rsa = RsaKey.Generate(bits) });
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_RsaEncrypt")]
    private static int Encrypt(
        nint key, nint extra, byte* source, int count, int padding, nint digest, byte* destination, int capacity) =>
        Give(destination, capacity, () => Transform(true, Rsa(key).Public, padding, digest, Copy(source, count)));

    [RuntimeExport("CryptoNative_RsaDecrypt")]
    private static int Decrypt(
        nint key, nint extra, byte* source, int count, int padding, nint digest, byte* destination, int capacity) =>
        Give(destination, capacity, () => Transform(false, Rsa(key).Private, padding, digest, Copy(source, count)));

    [RuntimeExport("CryptoNative_RsaSignHash")]
    private static int Sign(
        nint key, nint extra, int padding, nint digest, byte* hash, int count, byte* destination, int capacity) =>
        Give(destination, capacity, () =>
        {
            DigestKind kind = (DigestKind)digest;
            if (count != kind.Size())
            {
                throw new DataLengthException($"a hash of {count} bytes, of {kind.Size()} expected");
            }

            if (padding == Pkcs1)
            {
                Pkcs1Encoding encoding = new(new RsaBlindedEngine());
                encoding.Init(true, new ParametersWithRandom(Rsa(key).Private, Entropy.Random));
                byte[] info = Info(kind, Copy(hash, count));
                return encoding.ProcessBlock(info, 0, info.Length);
            }

            PssSigner signer = PssSigner.CreateRawSigner(new RsaBlindedEngine(), kind.Make(), kind.Size());
            signer.Init(true, new ParametersWithRandom(Rsa(key).Private, Entropy.Random));
            signer.BlockUpdate(new ReadOnlySpan<byte>(hash, count));
            return signer.GenerateSignature();
        });

    /// <summary>1 if the signature is right, 0 if it is not, -1 with an error noted if that cannot be told.</summary>
    [RuntimeExport("CryptoNative_RsaVerifyHash")]
    private static int Verify(nint key, nint extra, int padding, nint digest, byte* hash, int count, byte* signature,
        int signatureBytes)
    {
        try
        {
            (DigestKind kind, RsaKey rsa) = ((DigestKind)digest, Rsa(key));
            if (count != kind.Size() || signatureBytes != rsa.Bytes)
            {
                return 0;
            }

            return (padding == Pkcs1 ? IsPkcs1(rsa, Info(kind, Copy(hash, count)), Copy(signature, signatureBytes))
                : IsPss(rsa, kind, Copy(hash, count), Copy(signature, signatureBytes))) ? 1 : 0;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return Refused;
        }
    }

    private static bool IsPkcs1(RsaKey rsa, byte[] info, byte[] signature)
    {
        Pkcs1Encoding encoding = new(new RsaBlindedEngine());
        encoding.Init(false, rsa.Public);
        try
        {
            return encoding.ProcessBlock(signature, 0, signature.Length).AsSpan().SequenceEqual(info);
        }
        catch (InvalidCipherTextException)
        {
            return false;   // What was signed is no block of this kind: not a signature of anything.
        }
        catch (DataLengthException)
        {
            return false;   // A number above the modulus.
        }
    }

    private static bool IsPss(RsaKey rsa, DigestKind kind, byte[] hash, byte[] signature)
    {
        PssSigner signer = PssSigner.CreateRawSigner(new RsaBlindedEngine(), kind.Make(), kind.Size());
        signer.Init(false, rsa.Public);
        signer.BlockUpdate(hash);
        return signer.VerifySignature(signature);
    }

    private static byte[] Transform(bool isEncryption, RsaKeyParameters key, int padding, nint digest, byte[] source)
    {
        RsaBlindedEngine engine = new();
        IAsymmetricBlockCipher cipher = padding == Pkcs1 ? new Pkcs1Encoding(engine)
            : new OaepEncoding(engine, ((DigestKind)digest).Make());
        cipher.Init(isEncryption, new ParametersWithRandom(key, Entropy.Random));
        return cipher.ProcessBlock(source, 0, source.Length);
    }

    /// <summary>DigestInfo (RFC 8017, section 9.2).</summary>
    private static byte[] Info(DigestKind kind, byte[] hash) =>
        new DigestInfo(new AlgorithmIdentifier(kind.Identifier(), DerNull.Instance), hash).GetDerEncoded();

    private static RsaKey Rsa(nint key) => Key.Of(key).Rsa ?? throw new CryptoException("the key is not one of RSA");

    private static byte[] Copy(byte* start, int count) => new ReadOnlySpan<byte>(start, count).ToArray();

    private static int Give(byte* destination, int capacity, Func<byte[]> make)
    {
        try
        {
            byte[] result = make();
            if (!result.AsSpan().TryCopyTo(new Span<byte>(destination, capacity)))
            {
                throw new DataLengthException($"{result.Length} bytes for a buffer of {capacity}");
            }

            return result.Length;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return Refused;
        }
    }
}
