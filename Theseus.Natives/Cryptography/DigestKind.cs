using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.Nist;
using Org.BouncyCastle.Asn1.Oiw;
using Org.BouncyCastle.Asn1.Pkcs;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Digests;

namespace Theseus.Natives.Cryptography;

/// <summary>The hash functions, by the numbers that stand for OpenSSL's EVP_MD pointers.</summary>
internal enum DigestKind
{
    None,
    Md5,
    Sha1,
    Sha256,
    Sha384,
    Sha512,
    Sha3Of256,
    Sha3Of384,
    Sha3Of512,
    Shake128,
    Shake256,
}

internal static class DigestKinds
{
    /// <exception cref="ArgumentException">There is no such function.</exception>
    public static IDigest Make(this DigestKind kind) => kind switch
    {
        DigestKind.Md5 => new MD5Digest(),
        DigestKind.Sha1 => new Sha1Digest(),
        DigestKind.Sha256 => new Sha256Digest(),
        DigestKind.Sha384 => new Sha384Digest(),
        DigestKind.Sha512 => new Sha512Digest(),
        DigestKind.Sha3Of256 => new Sha3Digest(256),
        DigestKind.Sha3Of384 => new Sha3Digest(384),
        DigestKind.Sha3Of512 => new Sha3Digest(512),
        DigestKind.Shake128 => new ShakeDigest(128),
        DigestKind.Shake256 => new ShakeDigest(256),
        _ => throw new ArgumentException($"there is no hash function {(int)kind}"),
    };

    /// <summary>What a signature calls the function (RFC 8017, appendix B.1).</summary>
    public static DerObjectIdentifier Identifier(this DigestKind kind) => kind switch
    {
        DigestKind.Md5 => PkcsObjectIdentifiers.MD5,
        DigestKind.Sha1 => OiwObjectIdentifiers.IdSha1,
        DigestKind.Sha256 => NistObjectIdentifiers.IdSha256,
        DigestKind.Sha384 => NistObjectIdentifiers.IdSha384,
        DigestKind.Sha512 => NistObjectIdentifiers.IdSha512,
        DigestKind.Sha3Of256 => NistObjectIdentifiers.IdSha3_256,
        DigestKind.Sha3Of384 => NistObjectIdentifiers.IdSha3_384,
        DigestKind.Sha3Of512 => NistObjectIdentifiers.IdSha3_512,
        _ => throw new ArgumentException($"hash function {kind} does not sign"),
    };

    /// <summary>Bytes of a hash; of SHAKE what OpenSSL says, half of what it may be asked for.</summary>
    public static int Size(this DigestKind kind) => kind switch
    {
        DigestKind.Md5 => 16,
        DigestKind.Sha1 => 20,
        DigestKind.Sha256 or DigestKind.Sha3Of256 => 32,
        DigestKind.Sha384 or DigestKind.Sha3Of384 => 48,
        DigestKind.Sha512 or DigestKind.Sha3Of512 => 64,
        DigestKind.Shake128 => 16,
        DigestKind.Shake256 => 32,
        _ => 0,
    };
}
