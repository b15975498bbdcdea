using System.Collections.Frozen;
using Org.BouncyCastle.Asn1;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto.EC;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// A named curve: its object identifier, and its number in OpenSSL (obj_mac.h), which the class library passes on.
/// </summary>
internal sealed record EcCurve(string Identifier, int Number)
{
    private static readonly EcCurve[] s_all =
    [
        new("1.2.840.10045.3.1.7", 415),            // P-256
        new("1.3.132.0.34", 715),                   // P-384
        new("1.3.132.0.35", 716),                   // P-521
        new("1.3.132.0.10", 714),                   // secp256k1
        new("1.2.840.10045.3.1.1", 409),            // P-192
        new("1.3.132.0.33", 713),                   // P-224
        new("1.3.36.3.3.2.8.1.1.1", 921),           // brainpoolP160r1
        new("1.3.36.3.3.2.8.1.1.3", 923),           // brainpoolP192r1
        new("1.3.36.3.3.2.8.1.1.5", 925),           // brainpoolP224r1
        new("1.3.36.3.3.2.8.1.1.7", 927),           // brainpoolP256r1
        new("1.3.36.3.3.2.8.1.1.9", 929),           // brainpoolP320r1
        new("1.3.36.3.3.2.8.1.1.11", 931),          // brainpoolP384r1
        new("1.3.36.3.3.2.8.1.1.13", 933),          // brainpoolP512r1
    ];

    /// <summary>What a curve may be called instead of its identifier.</summary>
    private static readonly FrozenDictionary<string, string> s_names = new Dictionary<string, string>
    {
        ["nistP256"] = "1.2.840.10045.3.1.7", ["ECDSA_P256"] = "1.2.840.10045.3.1.7",
            ["ECDH_P256"] = "1.2.840.10045.3.1.7",
        ["prime256v1"] = "1.2.840.10045.3.1.7", ["secp256r1"] = "1.2.840.10045.3.1.7",
        ["nistP384"] = "1.3.132.0.34", ["ECDSA_P384"] = "1.3.132.0.34", ["ECDH_P384"] = "1.3.132.0.34",
            ["secp384r1"] = "1.3.132.0.34",
        ["nistP521"] = "1.3.132.0.35", ["ECDSA_P521"] = "1.3.132.0.35", ["ECDH_P521"] = "1.3.132.0.35",
            ["secp521r1"] = "1.3.132.0.35",
        ["secp256k1"] = "1.3.132.0.10", ["brainpoolP256r1"] = "1.3.36.3.3.2.8.1.1.7",
            ["brainpoolP384r1"] = "1.3.36.3.3.2.8.1.1.11",
        ["brainpoolP512r1"] = "1.3.36.3.3.2.8.1.1.13",
    }.ToFrozenDictionary(StringComparer.OrdinalIgnoreCase);

    public static EcCurve? Find(string nameOrIdentifier)
    {
        string identifier = s_names.GetValueOrDefault(nameOrIdentifier, nameOrIdentifier);
        return Array.Find(s_all, c => c.Identifier == identifier);
    }

    public static EcCurve? Find(int number) => Array.Find(s_all, c => c.Number == number);

    /// <summary>The curve's numbers, with arithmetic of its own where the library has it.</summary>
    public X9ECParameters Parameters()
    {
        DerObjectIdentifier identifier = new(Identifier);
        return CustomNamedCurves.GetByOid(identifier) ?? ECNamedCurveTable.GetByOid(identifier);
    }
}
