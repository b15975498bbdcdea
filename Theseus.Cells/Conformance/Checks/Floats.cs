using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Floating point. Results of functions whose last bit the C library may choose are rounded to ten places; the others
/// (the four operations, square root, rounding, fused multiply-add, printing and parsing) are exact and shown in full.
/// </summary>
internal static class Floats
{
    public static void Run(Checker check)
    {
        check.Is("shortest", "[0.30000000000000004,1E+23,5E-324,-0]", () => new[]
        {
            Hidden.Of(0.1) + 0.2, Hidden.Of(1e23), double.Epsilon, -Hidden.Of(0.0),
        });
        check.Is("shortest.single", "[0.1,16777216,3.4028235E+38,0.33333334]", () => new[]
        {
            Hidden.Of(0.1f), Hidden.Of(16777217f), float.MaxValue, 1f / Hidden.Of(3f),
        });
        check.Is("half", "[0.1,65500,0.3333,Infinity]", () => new[]
        {
            (Half)Hidden.Of(0.1), Half.MaxValue, (Half)1 / (Half)Hidden.Of(3), (Half)Hidden.Of(1e6),
        });
        check.Is("special", "[NaN,Infinity,-Infinity,NaN]", () =>
        {
            double zero = Hidden.Of(0.0);
            return new[] { zero / zero, 1 / zero, -1 / zero, Math.Sqrt(Hidden.Of(-1.0)) };
        });
        check.Is("nan.compare", "[false,true,false,true]", () =>
        {
            double nan = Hidden.Of(double.NaN);
            return new[] { nan == double.NaN, nan.Equals(double.NaN), nan < 1, nan != 1 };
        });
        check.Is("sqrt", "1.4142135623730951", () => Math.Sqrt(Hidden.Of(2.0)));
        check.Is("rounding", "[2,4,3,-2,2.35]", () => new[]
        {
            Math.Round(Hidden.Of(2.5)), Math.Round(Hidden.Of(3.5)),
            Math.Round(Hidden.Of(2.5), MidpointRounding.AwayFromZero), Math.Round(Hidden.Of(-2.5)),
            Math.Round(Hidden.Of(2.346), 2),
        });
        check.Is("floor", "[-3,-2,-2,2]", () => new[]
        {
            Math.Floor(Hidden.Of(-2.5)), Math.Ceiling(Hidden.Of(-2.5)), Math.Truncate(Hidden.Of(-2.5)),
                Math.Floor(Hidden.Of(2.9)),
        });
        check.Is("remainder", "[1.5,-1.5,-0.5]", () => new[]
        {
            Hidden.Of(5.5) % 2, Hidden.Of(-5.5) % 2, Math.IEEERemainder(Hidden.Of(5.5), 2),
        });
        check.Is("fma", "5.551115123125783E-17", () => Math.FusedMultiplyAdd(Hidden.Of(0.1), 10.0, -1.0));
        check.Is("trigonometry", "[0.8414709848,0.5403023059,1.5574077247,0.7853981634]", () => Ten(
            Math.Sin(Hidden.Of(1.0)), Math.Cos(Hidden.Of(1.0)), Math.Tan(Hidden.Of(1.0)), Math.Atan(Hidden.Of(1.0))));
        check.Is("trigonometry.large", "[-0.1064771872,-0.5131937378]", () => Ten(
            Math.Sin(Hidden.Of(100000.5) + 1e6), Math.Cos(Hidden.Of(1e15))));
        check.Is("inverse", "[0.5235987756,1.0471975512,2.3561944902]", () => Ten(
            Math.Asin(Hidden.Of(0.5)), Math.Acos(Hidden.Of(0.5)), Math.Atan2(Hidden.Of(1.0), -1.0)));
        check.Is("hyperbolic", "[1.1752011936,1.5430806348,0.7615941560,0.8813735870]", () => Ten(
            Math.Sinh(Hidden.Of(1.0)), Math.Cosh(Hidden.Of(1.0)), Math.Tanh(Hidden.Of(1.0)),
                Math.Asinh(Hidden.Of(1.0))));
        check.Is("exponential", "[2.7182818285,22026.4657948067,0.0000453999]", () => Ten(
            Math.Exp(Hidden.Of(1.0)), Math.Exp(Hidden.Of(10.0)), Math.Exp(Hidden.Of(-10.0))));
        check.Is("logarithm", "[2.3025850930,1.0000000000,3.3219280949,4.0000000000]", () => Ten(
            Math.Log(Hidden.Of(10.0)), Math.Log10(Hidden.Of(10.0)), Math.Log2(Hidden.Of(10.0)),
                Math.Log(Hidden.Of(81.0), 3)));
        check.Is("power", "[1024.0000000000,1.4142135624,0.0009765625]", () => Ten(
            Math.Pow(Hidden.Of(2.0), 10), Math.Pow(Hidden.Of(2.0), 0.5), Math.Pow(Hidden.Of(2.0), -10)));
        check.Is("cuberoot", "[3.0000000000,-2.0000000000]", () =>
            Ten(Math.Cbrt(Hidden.Of(27.0)), Math.Cbrt(Hidden.Of(-8.0))));
        check.Is("single", "[0.84147,1.64872,0.69315]", () => new[]
        {
            MathF.Sin(Hidden.Of(1f)), MathF.Exp(Hidden.Of(0.5f)), MathF.Log(Hidden.Of(2f)),
        }.Select(value => value.ToString("F5", CultureInfo.InvariantCulture)));
        check.Is("parse", "[1E+300,-0.001,1234.5,Infinity]", () => new[] { "1e300", "-1e-3", "1,234.5", "1e400" }
            .Select(text => double.Parse(text, CultureInfo.InvariantCulture)));
        check.Is("parse.exact", "9007199254740992", () =>
            double.Parse("9007199254740992.99999999999999999999999", CultureInfo.InvariantCulture));
        check.Is("bits", "[4009000000000000,7ff8000000000000,40490fdb]", () => new[]
        {
            BitConverter.DoubleToUInt64Bits(Hidden.Of(3.125)).ToString("x"),
            BitConverter.DoubleToUInt64Bits(-Hidden.Of(double.NaN)).ToString("x"),
            BitConverter.SingleToUInt32Bits(Hidden.Of(3.14159274f)).ToString("x"),
        });
        check.Is("next", "[1.0000000000000002,0.9999999999999999]", () =>
            new[] { Math.BitIncrement(Hidden.Of(1.0)), Math.BitDecrement(Hidden.Of(1.0)) });
        check.Is("sum", "0.9999999999999999", () => Enumerable.Repeat(Hidden.Of(0.1), 10).Sum());
        check.Is("sign", "[-1,0,1]", () =>
            new[] { Math.Sign(Hidden.Of(-2.5)), Math.Sign(Hidden.Of(0.0)), Math.Sign(Hidden.Of(7f)) });
        check.Is("scale", "[12,3,0.25]", () =>
            new[] { Math.ScaleB(Hidden.Of(1.5), 3), Math.ILogB(Hidden.Of(8.5)), Math.ScaleB(1, -2) });
    }

    private static IEnumerable<string> Ten(params double[] values) =>
        values.Select(value => value.ToString("F10", CultureInfo.InvariantCulture));
}
