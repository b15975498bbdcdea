using System.Runtime;
using Org.BouncyCastle.Asn1.X9;
using Org.BouncyCastle.Crypto;
using Org.BouncyCastle.Math;
using Org.BouncyCastle.Math.EC;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// Making keys of elliptic curves (EC_KEY). Where nothing else is said the functions return 1, or 0 with an error
/// noted.
/// </summary>
// SAFETY: the class library passes numbers with their true lengths, and places for results.
internal static unsafe class EcKeys
{
    private const int NoSuchCurve = -1;
    private const int PrimeCurve = 1;   // ECCurve.ECCurveType.PrimeShortWeierstrass

    [RuntimeExport("CryptoNative_EcKeyCreateByOid")]
    private static nint Create(byte* name) => EcCurve.Find(ObjectIdentifiers.Text(name)) is { } curve
        ? Key.New(new Key { Ec = new EcKey(curve.Parameters(), curve) })
        : Errors.Fail($"there is no curve {ObjectIdentifiers.Text(name)}");

    [RuntimeExport("CryptoNative_EcKeyCreateByKeyParameters")]
    private static int Create(nint* key, byte* name, byte* x, int xBytes, byte* y, int yBytes, byte* d, int dBytes)
    {
        *key = 0;
        if (EcCurve.Find(ObjectIdentifiers.Text(name)) is not { } curve)
        {
            return NoSuchCurve;
        }

        try
        {
            EcKey made = new(curve.Parameters(), curve);
            made.Set(Numbers.Take(x, xBytes), Numbers.Take(y, yBytes), Numbers.Take(d, dBytes));
            *key = Key.New(new Key { Ec = made });
            return 1;
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EcKeyCreateByExplicitParameters")]
    private static nint Create(
        int type, byte* x, int xBytes, byte* y, int yBytes, byte* d, int dBytes, byte* p, int pBytes, byte* a,
        int aBytes,
        byte* b, int bBytes, byte* gx, int gxBytes, byte* gy, int gyBytes, byte* order, int orderBytes, byte* cofactor,
        int cofactorBytes,
        byte* seed, int seedBytes)
    {
        if (type != PrimeCurve)
        {
            return Errors.Fail($"curves of type {type} are not supported");
        }

        try
        {
            BigInteger n = Numbers.Take(order, orderBytes)!, h = Numbers.Take(cofactor, cofactorBytes)!;
            ECCurve curve = new FpCurve(Numbers.Take(p, pBytes)!, Numbers.Take(a, aBytes)!, Numbers.Take(b, bBytes)!,
                n, h);
            ECPoint generator = curve.ValidatePoint(Numbers.Take(gx, gxBytes)!, Numbers.Take(gy, gyBytes)!);
            X9ECParameters parameters = new(curve, new X9ECPoint(generator, false), n, h,
                seed == null ? null : new ReadOnlySpan<byte>(seed, seedBytes).ToArray());
            EcKey made = new(parameters, null);
            made.Set(Numbers.Take(x, xBytes), Numbers.Take(y, yBytes), Numbers.Take(d, dBytes));
            return Key.New(new Key { Ec = made });
        }
        catch (Exception refused) when (Errors.IsRefusal(refused))
        {
            return 0;
        }
    }

    [RuntimeExport("CryptoNative_EcKeyGenerateKey")]
    private static int Generate(nint key)
    {
        Of(key).Generate();
        return 1;
    }

    [RuntimeExport("CryptoNative_EcKeyDestroy")]
    private static void Destroy(nint key) => Key.Release(key);

    [RuntimeExport("CryptoNative_EcKeyUpRef")]
    private static int Share(nint key) => Key.Share(key);

    [RuntimeExport("CryptoNative_EcKeyGetSize")]
    private static int Size(nint key, int* bits)
    {
        *bits = Of(key).Bits;
        return 1;
    }

    /// <summary>The number of the curve; 0 where it has no name.</summary>
    [RuntimeExport("CryptoNative_EcKeyGetCurveName2")]
    private static int CurveOf(nint key, int* number)
    {
        *number = Of(key).Name?.Number ?? 0;
        return 1;
    }

    [RuntimeExport("CryptoNative_EvpPKeyGetEcGroupNid")]
    private static int GroupOf(nint key, int* number) => CurveOf(key, number);

    [RuntimeExport("CryptoNative_EvpPkeySetEcKey")]
    private static int Put(nint key, nint ecKey)
    {
        Key.Of(key).Ec = Of(ecKey);
        return 1;
    }

    /// <summary>
    /// 0: a key does not give out the older form of itself, as one of OpenSSL's providers does not. The class library
    /// then asks for its numbers.
    /// </summary>
    [RuntimeExport("CryptoNative_EvpPkeyGetEcKey")]
    private static nint Take(nint key) => 0;

    /// <exception cref="CryptoException">The key is of another kind.</exception>
    public static EcKey Of(nint key) => Key.Of(key).Ec
        ?? throw new CryptoException("the key is not one of an elliptic curve");
}
