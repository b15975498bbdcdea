using System.Runtime;

namespace Theseus.Natives.Cryptography;

/// <summary>Telling the numbers of keys and curves. 1, or -1 for a private number that is not there.</summary>
// SAFETY: all pointers are places of the caller for results; what they get is the caller's to free.
internal static unsafe class EcParameters
{
    private const int NoPrivateKey = -1;
    private const int PrimeCurve = 1;   // ECCurve.ECCurveType.PrimeShortWeierstrass

    [RuntimeExport("CryptoNative_EvpPKeyGetEcKeyParameters")]
    private static int OfKey(nint key, int includesPrivate, nint* x, int* xBytes, nint* y, int* yBytes, nint* d,
        int* dBytes)
    {
        EcKey ec = EcKeys.Of(key);
        if (includesPrivate != 0 && ec.D is null)
        {
            return NoPrivateKey;
        }

        Numbers.Give(ec.Q?.AffineXCoord.ToBigInteger(), x, xBytes);
        Numbers.Give(ec.Q?.AffineYCoord.ToBigInteger(), y, yBytes);
        Numbers.Give(includesPrivate != 0 ? ec.D : null, d, dBytes);
        return 1;
    }

    [RuntimeExport("CryptoNative_EvpPKeyGetEcCurveParameters")]
    private static int OfCurve(
        nint key, int includesPrivate, int* type, nint* x, int* xBytes, nint* y, int* yBytes, nint* d, int* dBytes,
        nint* p, int* pBytes,
        nint* a, int* aBytes, nint* b, int* bBytes, nint* gx, int* gxBytes, nint* gy, int* gyBytes, nint* order,
        int* orderBytes,
        nint* cofactor, int* cofactorBytes, nint* seed, int* seedBytes)
    {
        int result = OfKey(key, includesPrivate, x, xBytes, y, yBytes, d, dBytes);
        if (result != 1)
        {
            return result;
        }

        (Org.BouncyCastle.Asn1.X9.X9ECParameters parameters, Org.BouncyCastle.Math.EC.ECPoint generator) =
            (EcKeys.Of(key).Curve, EcKeys.Of(key).Domain.G.Normalize());
        *type = PrimeCurve;
        Numbers.Give(parameters.Curve.Field.Characteristic, p, pBytes);
        Numbers.Give(parameters.Curve.A.ToBigInteger(), a, aBytes);
        Numbers.Give(parameters.Curve.B.ToBigInteger(), b, bBytes);
        Numbers.Give(generator.AffineXCoord.ToBigInteger(), gx, gxBytes);
        Numbers.Give(generator.AffineYCoord.ToBigInteger(), gy, gyBytes);
        Numbers.Give(parameters.N, order, orderBytes);
        Numbers.Give(parameters.H, cofactor, cofactorBytes);
        Numbers.GiveBytes(parameters.GetSeed(), seed, seedBytes);
        return 1;
    }
}
