using System.Numerics;
using System.Runtime.Intrinsics;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Vectors of a fixed width, which every machine computes alike, with instructions or without. Nothing here shows how
/// wide <see cref="Vector{T}"/> is: that is the machine's.
/// </summary>
internal static class Vectors
{
    public static void Run(Checker check)
    {
        check.Is("add", "<11, 22, 33, 44>", () =>
            Vector128.Create(Hidden.Of(1), 2, 3, 4) + Vector128.Create(10, 20, 30, 40));
        check.Is("multiply", "<2, 6, 12, 20>", () =>
            Vector128.Create(Hidden.Of(1), 2, 3, 4) * Vector128.Create(2, 3, 4, 5));
        check.Is("multiply.byte", "<0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 33, 36, 39, 42, 45>", () =>
            Vector128<byte>.Indices * Hidden.Of<byte>(3));
        check.Is("float", "<0.5, 1, 1.5, 2>", () => Vector128.Create(Hidden.Of(1f), 2, 3, 4) / 2f);
        check.Is("sqrt", "<2, 3>", () => Vector128.Sqrt(Vector128.Create(Hidden.Of(4.0), 9.0)));
        check.Is("compare", "<0, -1, 0, -1>", () =>
            Vector128.GreaterThan(Vector128.Create(Hidden.Of(1), 5, 3, 9), Vector128.Create(4)));
        check.Is("select", "<4, 5, 4, 9>", () =>
        {
            Vector128<int> values = Vector128.Create(Hidden.Of(1), 5, 3, 9);
            return Vector128.ConditionalSelect(Vector128.GreaterThan(values, Vector128.Create(4)), values,
                Vector128.Create(4));
        });
        check.Is("shuffle", "<4, 3, 2, 1>", () =>
            Vector128.Shuffle(Vector128.Create(Hidden.Of(1), 2, 3, 4), Vector128.Create(3, 2, 1, 0)));
        check.Is("shuffle.byte", "<15, 0, 14, 1, 13, 2, 12, 3, 11, 4, 10, 5, 9, 6, 8, 7>", () => Vector128.Shuffle(
            Vector128<byte>.Indices,
                Vector128.Create(Hidden.Of<byte>(15), 0, 14, 1, 13, 2, 12, 3, 11, 4, 10, 5, 9, 6, 8, 7)));
        check.Is("sum", "10", () => Vector128.Sum(Vector128.Create(Hidden.Of(1L), 9)));
        check.Is("dot", "70", () =>
            Vector128.Dot(Vector128.Create(Hidden.Of(1), 2, 3, 4), Vector128.Create(5, 6, 7, 8)));
        check.Is("widen", "(<1, 2>, <3, 4294967295>)", () =>
            Vector128.Widen(Vector128.Create(Hidden.Of(1u), 2, 3, uint.MaxValue)));
        check.Is("narrow", "<1, 2, 3, -1>", () =>
            Vector128.Narrow(Vector128.Create(Hidden.Of(1L), 2), Vector128.Create(3L, -1)));
        check.Is("convert", "<1, -2, 3, 0>", () =>
            Vector128.ConvertToInt32(Vector128.Create(Hidden.Of(1.9f), -2.9f, 3.1f, 0.4f)));
        check.Is("mask", "10", () => Vector128.ExtractMostSignificantBits(Vector128.Create(Hidden.Of(1), -5, 3, -9)));
        check.Is("shift", "<2, 4, -2, 1073741823>", () => Vector128.Create(
            (Vector128.Create(Hidden.Of(1), 2, -1, 0) << 1).GetLower(), Vector64.Create(-2, int.MaxValue >> 1)));
        check.Is("wide", "<2, 4, 6, 8, 10, 12, 14, 16>", () =>
        {
            Vector256<int> values = Vector256.Create(Hidden.Of(1), 2, 3, 4, 5, 6, 7, 8);
            return values + values;
        });
        check.Is("wider", "496", () => Vector512.Sum(Vector512<short>.Indices + Vector512<short>.Zero));
        check.Is("any.width", "5050", () =>
        {
            int[] values = [.. Enumerable.Range(Hidden.Of(1), 100)];
            Vector<int> sums = Vector<int>.Zero;
            int at = 0;
            for (; at + Vector<int>.Count <= values.Length; at += Vector<int>.Count)
            {
                sums += new Vector<int>(values, at);
            }

            int sum = Vector.Sum(sums);
            for (; at < values.Length; at++)
            {
                sum += values[at];
            }

            return sum;
        });
        check.Is("space", "<-3, 6, -3>", () => Vector3.Cross(new Vector3(Hidden.Of(1f), 2, 3), new Vector3(4, 5, 6)));
        check.Is("length", "13", () => new Vector3(Hidden.Of(3f), 4, 12).Length());
        check.Is("matrix", "<11, 22, 33>", () =>
            Vector3.Transform(new Vector3(Hidden.Of(1f), 2, 3), Matrix4x4.CreateTranslation(10, 20, 30)));
        check.Is("quaternion", "[0.00,1.00,0.00]", () =>
        {
            Vector3 turned = Vector3.Transform(Vector3.UnitX,
                Quaternion.CreateFromAxisAngle(Vector3.UnitZ, MathF.PI / 2));
            return new[] { Math.Abs(turned.X), turned.Y,
                turned.Z }.Select(part => part.ToString("F2", System.Globalization.CultureInfo.InvariantCulture));
        });
    }
}
