using System.Globalization;
using System.Numerics;

namespace Theseus.Cells.Workload;

/// <summary>Arithmetic: big integers, floating point, sorting.</summary>
internal static class Numbers
{
    private const int Count = 200;
    private const int Exponent = 65537;

    private static readonly BigInteger s_modulus = (BigInteger.One << 127) - 1;

    public static uint Work(uint seed)
    {
        Generator random = new(seed);
        uint sum = Sum.Add(Sum.Start, BigInteger.ModPow(random.Next(), Exponent, s_modulus)
            .ToString(CultureInfo.InvariantCulture));
        SortedDictionary<uint, double> roots = [];
        for (int i = 0; i < Count; i++)
        {
            uint value = random.Next();
            roots[value] = Math.Sqrt(value) + Math.Sin(value % 7);
        }

        double all = 0;
        foreach ((uint value, double root) in roots)
        {
            sum = Sum.Add(sum, value);
            all += root;
        }

        return Sum.Add(sum, all.ToString("R", CultureInfo.InvariantCulture));
    }
}
