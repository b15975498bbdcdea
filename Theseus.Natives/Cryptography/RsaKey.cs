using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Asn1.X509;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;

namespace Theseus.Natives.Cryptography;

/// <summary>An RSA key, public or private, and its encodings (RFC 8017, appendix A; RFC 5208; RFC 5280).</summary>
internal sealed class RsaKey
{
    private const int PublicExponent = 65537;

    /// <summary>The chance of a composite is below 2 to the power of minus this.</summary>
    private const int Certainty = 112;

    private static readonly AlgorithmIdentifier s_algorithm = new(PkcsObjectIdentifiers.RsaEncryption,
        DerNull.Instance);

    private readonly RsaPrivateCrtKeyParameters? _private;

    private RsaKey(RsaKeyParameters @public, RsaPrivateCrtKeyParameters? @private) =>
        (Public, _private) = (@public, @private);

    public RsaKeyParameters Public { get; }

    /// <exception cref="CryptoException">It is a public key.</exception>
    public RsaPrivateCrtKeyParameters Private => _private ?? throw new CryptoException("the key has no private part");

    public int Bits => Public.Modulus.BitLength;

    public int Bytes => (Bits + 7) / 8;

    public static RsaKey Generate(int bits)
    {
        RsaKeyPairGenerator generator = new();
        generator.Init(
            new RsaKeyGenerationParameters(BigInteger.ValueOf(PublicExponent), Entropy.Random, bits, Certainty));
        AsymmetricCipherKeyPair pair = generator.GenerateKeyPair();
        return new RsaKey((RsaKeyParameters)pair.Public, (RsaPrivateCrtKeyParameters)pair.Private);
    }

    /// <summary>From a PKCS #8 PrivateKeyInfo.</summary>
    public static RsaKey FromPrivateKeyInfo(byte[] encoded)
    {
        PrivateKeyInfo info = PrivateKeyInfo.GetInstance(Asn1Object.FromByteArray(encoded));
        Require(info.PrivateKeyAlgorithm);
        RsaPrivateKeyStructure structure = RsaPrivateKeyStructure.GetInstance(info.ParsePrivateKey());
        RsaPrivateCrtKeyParameters key = new(structure);
        return new RsaKey(new RsaKeyParameters(false, key.Modulus, key.PublicExponent), key);
    }

    /// <summary>From an X.509 SubjectPublicKeyInfo.</summary>
    public static RsaKey FromPublicKeyInfo(byte[] encoded)
    {
        SubjectPublicKeyInfo info = SubjectPublicKeyInfo.GetInstance(Asn1Object.FromByteArray(encoded));
        Require(info.Algorithm);
        RsaPublicKeyStructure structure = RsaPublicKeyStructure.GetInstance(info.ParsePublicKey());
        return new RsaKey(new RsaKeyParameters(false, structure.Modulus, structure.PublicExponent), null);
    }

    public byte[] ToPrivateKeyInfo() => new PrivateKeyInfo(s_algorithm, new RsaPrivateKeyStructure(
        Private.Modulus, Private.PublicExponent, Private.Exponent, Private.P, Private.Q, Private.DP, Private.DQ,
            Private.QInv)).GetDerEncoded();

    public byte[] ToPublicKeyInfo() =>
        new SubjectPublicKeyInfo(s_algorithm,
        new RsaPublicKeyStructure(Public.Modulus, Public.Exponent)).GetDerEncoded();

    private static void Require(AlgorithmIdentifier algorithm)
    {
        if (!algorithm.Algorithm.Equals(PkcsObjectIdentifiers.RsaEncryption))
        {
            throw new CryptoException($"a key of {algorithm.Algorithm}, of RSA expected");
        }
    }
}
