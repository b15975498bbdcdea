using System.Globalization;
using System.Numerics;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Integer arithmetic, parsing and bit operations.</summary>
internal static class Integers
{
    public static void Run(Checker check)
    {
        check.Is("wrap", "-2147483648", () => unchecked(Hidden.Of(int.MaxValue) + 1));
        check.Is("wrap.long", "9223372036854775807", () => unchecked(Hidden.Of(long.MinValue) - 1));
        check.Is("wrap.byte", "4", () => unchecked((byte)(Hidden.Of<byte>(250) + 10)));
        check.Is("divide.truncates", "[-3,-1,-3,1]", () =>
            new[] { Hidden.Of(-7) / 2, Hidden.Of(-7) % 2, Hidden.Of(7) / -2, Hidden.Of(7) % -2 });
        check.Is("divide.long", "-1317624576693539401", () => Hidden.Of(long.MinValue) / 7);
        check.Is("divide.ulong", "2635249153387078802", () => Hidden.Of(ulong.MaxValue) / 7);
        check.Is("multiply.long", "2465395958571473095", () =>
            unchecked(Hidden.Of(0x1234567890ABCDEFL) * Hidden.Of(0x0FEDCBA987654321L)) - 8);
        check.Is("multiply.high", "1311768467463790320", () =>
            Math.BigMul(Hidden.Of(1UL << 63), 2623536934927580640UL, out _));
        check.Is("shift.masks", "[2,2]", () => new[] { Hidden.Of(1) << 33, (int)(Hidden.Of(1L) << 65) });
        check.Is("shift.right", "[-1,15]", () => new[] { Hidden.Of(-8) >> 3, Hidden.Of(-8) >>> 28 });
        check.Is("rotate", "0x80000001", () => $"0x{BitOperations.RotateRight(Hidden.Of(3u), 1):X}");
        check.Is("popcount", "[32,3,0]", () => new[]
        {
            BitOperations.PopCount(Hidden.Of(uint.MaxValue)),
                BitOperations.PopCount(Hidden.Of(0x8000_0000_0000_0101UL)),
            BitOperations.PopCount(Hidden.Of(0u)),
        });
        check.Is("zeros", "[27,4,63,64]", () => new[]
        {
            BitOperations.LeadingZeroCount(Hidden.Of(31u)), BitOperations.TrailingZeroCount(Hidden.Of(48)),
            BitOperations.Log2(Hidden.Of(ulong.MaxValue)), BitOperations.LeadingZeroCount(Hidden.Of(0UL)),
        });
        check.Is("reverse", "78563412", () =>
            System.Buffers.Binary.BinaryPrimitives.ReverseEndianness(Hidden.Of(0x12345678)).ToString("x"));
        check.Is("saturate", "[255,0,127]", () => new[]
        {
            byte.CreateSaturating(Hidden.Of(300)), byte.CreateSaturating(Hidden.Of(-5)),
            (byte)sbyte.CreateSaturating(Hidden.Of(1000.5)),
        });
        check.Is("double.to.int", "[2147483647,-2147483648,0,-3]", () => new[]
        {
            (int)Hidden.Of(1e20), (int)Hidden.Of(-1e20), (int)Hidden.Of(double.NaN), (int)Hidden.Of(-3.99),
        });
        check.Is("parse", "[-42,255,1234567]", () => new[]
        {
            int.Parse(" -42 ", CultureInfo.InvariantCulture),
            int.Parse("fF", NumberStyles.HexNumber, CultureInfo.InvariantCulture),
            int.Parse("1,234,567", NumberStyles.Number, CultureInfo.InvariantCulture),
        });
        check.Is("parse.binary", "202", () =>
            int.Parse("11001010", NumberStyles.BinaryNumber, CultureInfo.InvariantCulture));
        check.Is("parse.try", "[false,false,true]", () => new[]
        {
            int.TryParse("12a", out _), byte.TryParse("256", out _), long.TryParse("-9223372036854775808", out _),
        });
        check.Throws<FormatException>("parse.format", () =>
            int.Parse(Hidden.Of("twelve"), CultureInfo.InvariantCulture));
        check.Throws<OverflowException>("parse.overflow", () =>
            int.Parse(Hidden.Of("2147483648"), CultureInfo.InvariantCulture));
        check.Throws<OverflowException>("checked.add", () => checked(Hidden.Of(int.MaxValue) + Hidden.Of(1)));
        check.Throws<OverflowException>("checked.multiply", () => checked(Hidden.Of(long.MaxValue) * Hidden.Of(2L)));
        check.Throws<OverflowException>("checked.cast", () => checked((byte)Hidden.Of(256)));
        check.Throws<OverflowException>("checked.double", () => checked((int)Hidden.Of(1e10)));
        check.Throws<OverflowException>("checked.unsigned", () => checked(Hidden.Of(1u) - Hidden.Of(2u)));
        check.Throws<OverflowException>("abs.least", () => Math.Abs(Hidden.Of(int.MinValue)));
        check.Is("divrem", "(-4, -2)", () => Math.DivRem(Hidden.Of(-22), 5));
        check.Is("gcd.loop", "21", () =>
        {
            (int a, int b) = (Hidden.Of(1071), Hidden.Of(462));
            while (b != 0)
            {
                (a, b) = (b, a % b);
            }

            return a;
        });
        check.Is("clamp", "[5,0,10]", () =>
            new[] { Math.Clamp(Hidden.Of(5), 0, 10), Math.Clamp(-1, 0, 10), Math.Clamp(11, 0, 10) });
    }
}
