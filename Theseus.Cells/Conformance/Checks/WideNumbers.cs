using System.Globalization;
using System.Numerics;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Numbers wider than a register: BigInteger, Int128, UInt128, decimal, Complex.</summary>
internal static class WideNumbers
{
    public static void Run(Checker check)
    {
        check.Is("big.factorial", "30414093201713378043612608166064768844377641568960512000000000000", () =>
        {
            BigInteger product = BigInteger.One;
            for (int factor = 2; factor <= 50; factor++)
            {
                product *= factor;
            }

            return product;
        });
        check.Is("big.fibonacci", "354224848179261915075", () =>
        {
            (BigInteger a, BigInteger b) = (0, 1);
            for (int i = 0; i < Hidden.Of(100); i++)
            {
                (a, b) = (b, a + b);
            }

            return a;
        });
        check.Is("big.modpow", "21252894682", () =>
            BigInteger.ModPow(Hidden.Of(7), 1_000_003, BigInteger.Parse("100000000003", CultureInfo.InvariantCulture)));
        check.Is("big.divide", "(-18518518, 17382743)", () =>
        {
            BigInteger quotient = BigInteger.DivRem(-Big("1234567890222249"), Big("-66666667") * -1,
                out BigInteger remainder);
            return (quotient, -remainder);
        });
        check.Is("big.bits", "[1000000000000000000000000,4096,-2]", () => new[]
        {
            (BigInteger.One << 96).ToString("x").TrimStart('0'),
                (BigInteger.One << 108 >> 96).ToString(CultureInfo.InvariantCulture),
            (Big("-3") >> 1).ToString(CultureInfo.InvariantCulture),
        });
        check.Is("big.gcd", "21", () => BigInteger.GreatestCommonDivisor(Big("1071"), Big("462")));
        check.Is("big.large", "39", () =>
            BigInteger.Pow(Hidden.Of(3), 5000).ToString(CultureInfo.InvariantCulture).Sum(digit => digit - '0') % 97);
        check.Is("big.bytes", "[0,0,0,0,0,0,0,0,1]", () => (BigInteger.One << 64).ToByteArray());
        check.Is("int128", "170141183460469231731687303715884105727", () => Int128.MaxValue - Hidden.Of(0));
        check.Is("int128.multiply", "-152415787532388367501905199875019052100", () =>
            (Int128)Hidden.Of(-12345678901234567890m) * 12345678901234567890);
        check.Is("int128.divide", "[17014118346046923173,-7]", () =>
            new[] { Int128.MaxValue / (Int128)1e19, Hidden.Of((Int128)(-57)) % 10 });
        check.Is("uint128.hex", "ffffffffffffffffffffffffffffffff", () => UInt128.MaxValue.ToString("x"));
        check.Throws<OverflowException>("int128.checked", () => checked(Hidden.Of(Int128.MaxValue) + 1));
        check.Is("decimal", "[0.3,0.3333333333333333333333333333,2.5000]", () =>
            new[] { Hidden.Of(0.1m) + 0.2m, 1m / Hidden.Of(3m), Hidden.Of(1.25m) * 2.0m / 1m * 1.0m });
        check.Is("decimal.max", "79228162514264337593543950335", () => Hidden.Of(decimal.MaxValue));
        check.Is("decimal.scale", "[1.10,2.20,3.300]", () =>
            new[] { Hidden.Of(1.10m), Hidden.Of(1.10m) * 2, Hidden.Of(1.10m) * 3.0m });
        check.Is("decimal.round", "[2,3,2.35,-3]", () => new[]
        {
            decimal.Round(Hidden.Of(2.5m)), decimal.Round(Hidden.Of(2.5m), MidpointRounding.AwayFromZero),
            decimal.Round(Hidden.Of(2.345m), 2, MidpointRounding.AwayFromZero), decimal.Floor(Hidden.Of(-2.5m)),
        });
        check.Throws<OverflowException>("decimal.overflow", () => Hidden.Of(decimal.MaxValue) + 1);
        check.Throws<DivideByZeroException>("decimal.zero", () => Hidden.Of(1m) / Hidden.Of(0m));
        check.Is("decimal.bits", "[-1,-1,-1,-2147483648]", () => decimal.GetBits(Hidden.Of(decimal.MinValue)));
        check.Is("complex", "[<-1; 0>,<-7; 24>]", () =>
            new[] { Complex.ImaginaryOne * Complex.ImaginaryOne, new Complex(Hidden.Of(3.0), 4) * new Complex(3, 4) });
    }

    private static BigInteger Big(string digits) => BigInteger.Parse(digits, CultureInfo.InvariantCulture);
}
