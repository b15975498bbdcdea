using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Crypto.Generators;
using Org.BouncyCastle.Crypto.Parameters;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Theseus.Natives.Cryptography;

/// <summary>A key of an elliptic curve: the curve, and what is known of the key.</summary>
internal sealed class EcKey
{
    public EcKey(X9ECParameters curve, EcCurve? name)
    {
        (Curve, Name) = (curve, name);
        Domain = new ECDomainParameters(curve);
    }

    public X9ECParameters Curve { get; }

    /// <summary>null for a curve that is given by its numbers.</summary>
    public EcCurve? Name { get; }

    public ECDomainParameters Domain { get; }

    /// <summary>The private number; null of a public key.</summary>
    public BigInteger? D { get; private set; }

    /// <summary>The public point; null while the key has not been made.</summary>
    public ECPoint? Q { get; private set; }

    public int Bits => Curve.Curve.FieldSize;

    public ECPrivateKeyParameters Private => new(D ?? throw new CryptoException("the key has no private part"), Domain);

    public ECPublicKeyParameters Public => new(Q ?? throw new CryptoException("the key has not been made"), Domain);

    public void Generate()
    {
        ECKeyPairGenerator generator = new();
        generator.Init(new ECKeyGenerationParameters(Domain, Entropy.Random));
        AsymmetricCipherKeyPair pair = generator.GenerateKeyPair();
        (D, Q) = (((ECPrivateKeyParameters)pair.Private).D, ((ECPublicKeyParameters)pair.Public).Q.Normalize());
    }

    /// <summary>
    /// Takes a key that is given by its numbers. A point without numbers is computed from the private one.
    /// </summary>
    /// <exception cref="ArgumentException">They are no key of this curve.</exception>
    public void Set(BigInteger? x, BigInteger? y, BigInteger? d)
    {
        if (d is not null && (d.SignValue <= 0 || d.CompareTo(Domain.N) >= 0))
        {
            throw new ArgumentException("the private number is not within the order of the curve");
        }

        ECPoint? derived = d is null ? null : Domain.G.Multiply(d).Normalize();
        ECPoint? given = x is null || y is null ? null : Domain.Curve.ValidatePoint(x, y).Normalize();
        if (given is not null && derived is not null && !given.Equals(derived))
        {
            throw new ArgumentException("the public point is not that of the private number");
        }

        (D, Q) = (d, given ?? derived);
        if (Q is { } point)
        {
            Domain.ValidatePublicPoint(point);
        }
    }
}
