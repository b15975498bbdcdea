// Numbers of all kinds: big, small, wide, complex, vectors, generic mathematics, checked arithmetic, conversions.
using System.Globalization;
using System.Numerics;
BigInteger big = BigInteger.Pow(3, 200); 
Console.WriteLine($"{big} {big % 1_000_007} {BigInteger.Parse("-123456789012345678901234567890") / 987654321} "
    + $"{big:X} {big.GetBitLength()} {BigInteger.ModPow(5, 117, 19)} {BigInteger.GreatestCommonDivisor(big, 81)} "
    + $"{(BigInteger)1.5e30} {(double)big:E5} {big >> 100} {BigInteger.Log10(big):F6} {big.ToByteArray().Length} "
    + $"{BigInteger.TryParse("12x", out _)} {-big < 0} {BigInteger.IsPow2(1024)} {BigInteger.DivRem(17, 5)} "
    + $"{~(BigInteger)5 & 0xff}");
try { _ = (int)big; } catch (OverflowException e) { Console.WriteLine(e.Message); }
try { _ = big / 0; } catch (DivideByZeroException e) { Console.WriteLine(e.Message); }
Half h = (Half)0.1;
Console.WriteLine($"{h} {Half.MaxValue} {Half.Epsilon} {h + h} {(float)h:R} {Half.Parse("1.5")} "
    + $"{Half.IsNaN(Half.NaN)} {Half.Sqrt((Half)2)} {(Half)70000} {BitConverter.HalfToUInt16Bits(h):x}");
Int128 wide = Int128.MaxValue; UInt128 uwide = UInt128.MaxValue;
Console.WriteLine($"{wide} {uwide} {wide / 12345678901234567890} "
    + $"{Int128.Parse("-170141183460469231731687303715884105728")} {(Int128)long.MinValue * 3} {uwide >> 3:X} "
    + $"{(double)wide} {Int128.PopCount(wide)} {UInt128.LeadingZeroCount(1)} {unchecked(wide + 1)} "
    + $"{Int128.Log2(wide)} {(decimal)(Int128)123}");
try { _ = checked(wide + 1); } catch (OverflowException) { Console.WriteLine("overflow"); }
Complex c = new(3, 4);
Console.WriteLine($"{c} {c * c} {Complex.Abs(c)} {Complex.Sqrt(-1)} "
    + $"{Complex.Exp(Complex.ImaginaryOne * Math.PI).Real} {c.Phase:F4} {Complex.Parse("<1; 2>", null)}");
Console.WriteLine($"{0.1m + 0.2m} {1m / 3} {decimal.MaxValue} {decimal.Round(2.5m)} "
    + $"{decimal.Round(2.5m, MidpointRounding.AwayFromZero)} {decimal.Truncate(-1.9m)} {1.10m} {1.10m * 1.0m} "
    + $"{decimal.GetBits(1.5m)[3]} {(decimal)1e20} {decimal.Parse("1e-5", NumberStyles.Float)} "
    + $"{new decimal(1, 2, 3, true, 4)} {decimal.Remainder(7.5m, 2)}");
decimal one = 1; try { _ = decimal.MaxValue + one; } catch (OverflowException e) { Console.WriteLine(e.Message); }
foreach (double d in new[] { 0.1, 1.0 / 3, 1e21, 1e-7, 123456789012345680, double.Epsilon, double.MaxValue, -0.0,
    double.NaN, double.NegativeInfinity, 5e-324, 2.2250738585072014E-308, 9007199254740993 }) Console.Write($"{d:R} {(float)d} "
    + $"{d == double.Parse(d.ToString("R", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture)}; ");
Console.WriteLine();
Console.WriteLine($"{Math.Round(2.5)} {Math.Round(-2.5, MidpointRounding.ToPositiveInfinity)} {Math.Pow(2, 0.5):R} "
    + $"{Math.Sin(1):R} {Math.Exp(1):R} {Math.Log(10):R} {Math.Atan2(1, -1):R} {Math.IEEERemainder(5, 3)} "
    + $"{Math.FusedMultiplyAdd(2, 3, 4)} {Math.BitIncrement(1.0):R} {Math.ScaleB(1, 10)} {Math.Clamp(5, 1, 3)} "
    + $"{Math.DivRem(17, 5)} {Math.BigMul(int.MaxValue, int.MaxValue)} {Math.Sign(-2.5)} {Math.Tanh(0.5):R} "
    + $"{MathF.Sqrt(2):R} {Math.ILogB(1000)} {Math.MaxMagnitude(-3.0, 2)} {double.Hypot(3, 4)} "
    + $"{float.Lerp(1, 3, 0.25f)} {double.SinPi(0.5)} {Math.CopySign(1, -0.0)}");
Console.WriteLine($"{BitOperations.PopCount(255)} {BitOperations.LeadingZeroCount(1u)} "
    + $"{BitOperations.TrailingZeroCount(8)} {BitOperations.RotateLeft(1u, 33)} {BitOperations.Log2(1000)} "
    + $"{BitOperations.RoundUpToPowerOf2(100u)} {BitOperations.Crc32C(1, (byte)2)} {int.RotateRight(1, 1)} "
    + $"{byte.PopCount(7)} {long.IsPow2(64)} {uint.Log2(9)}");
int max = int.MaxValue, zero = 0, min = int.MinValue;
void Try(string n, Func<object> f)
{
    try { Console.Write($"{n}={f()}; "); } catch (Exception e) { Console.Write($"{n}={e.GetType().Name}; "); }
}
Try("add", () => checked(max + 1));
Try("unchecked", () => unchecked(max + 1));
Try("mul", () => checked(max * 2));
Try("neg", () => checked(-min));
Try("div0", () => 1 / zero);
Try("divmin", () => min / (zero - 1));
Try("remmin", () => min % (zero - 1));
Try("rem0", () => 1 % zero);
Try("byte", () => checked((byte)(max - 1)));
Try("ubyte", () => unchecked((byte)300.ToString().Length));
Try("float", () => checked((int)(1e10 + zero)));
Try("nan", () => checked((int)(double.NaN + zero)));
Try("sat", () => unchecked((int)(1e10 + zero)));
Try("satneg", () => unchecked((uint)(-5.0 + zero)));
Try("satnan", () => (int)(double.NaN + zero));
Try("ulong", () => checked((ulong)(long)min));
Try("char", () => checked((char)(zero - 1)));
Try("shift", () => (1 << 33) + (1L << 33) + (-1 >>> 28));
Try("abs", () => Math.Abs(min));
Try("long", () => checked(long.MaxValue + max));
Try("dec", () => (int)(3e9m + zero));
Try("sum", () => new[] { max, 1 }.Sum());
Try("float0", () => 1.0 / zero); Try("inc", () => { byte b = 255; checked { b++; } return b; });
Console.WriteLine();
Console.WriteLine($"{Sum<int>([1, 2, 3])} {Sum<decimal>([1.5m, 2])} {Sum<Half>([(Half)1, (Half)2])} "
    + $"{Sum<BigInteger>([big, -big])} {Sum<Complex>([c, c])} {Parse<double>("2.5")} {Parse<Int128>("7")} "
    + $"{Create<byte>(300)} {Cut<byte>(300)} {Sat<sbyte>(-1000)} {Name<long>()}");
Console.WriteLine($"{Vector.Sum(new Vector<int>(3)) == 3 * Vector<int>.Count} "
    + $"{Vector3.Cross(new(1, 0, 0), new(0, 1, 0))} {Vector4.Dot(Vector4.One, new(1, 2, 3, 4))} "
    + $"{Matrix4x4.CreateRotationZ(MathF.PI / 2).M12:F3} {Quaternion.Normalize(new(1, 1, 1, 1))} "
    + $"{Vector2.Distance(new(0, 0), new(3, 4))} {Matrix3x2.Identity} "
    + $"{Vector3.Transform(Vector3.UnitX, Matrix4x4.CreateTranslation(1, 2, 3))} {new Plane(0, 1, 0, 5)}");
Console.WriteLine($"{Convert.ToInt32("ff", 16)} {Convert.ToString(-1, 2)} {Convert.ToInt32(2.5)} "
    + $"{Convert.ToInt32(3.5)} {Convert.ToBoolean("True")} {Convert.ToDouble("1e3", CultureInfo.InvariantCulture)} "
    + $"{Convert.ChangeType("5", typeof(long))} {Convert.ToChar(65)} {Convert.ToByte("255")} "
    + $"{Convert.ToString(255, 16)} {Convert.ToInt64(true)} {Convert.IsDBNull(DBNull.Value)} "
    + $"{Convert.ToDecimal(1.1f)}");
Try("c1", () => Convert.ToByte(256));
Try("c2", () => Convert.ToInt32("x"));
Try("c3", () => Convert.ToInt32(new object()));
Try("c4", () => Convert.ChangeType(1, typeof(DateTime)));
Try("c5", () => Convert.ToInt32("2147483648")); Try("c6", () => Convert.ToDateTime("x")); Console.WriteLine();
static T Sum<T>(IEnumerable<T> s) where T : INumberBase<T> => s.Aggregate(T.AdditiveIdentity, (a, b) => a + b);
static T Parse<T>(string s) where T : IParsable<T> => T.Parse(s, CultureInfo.InvariantCulture);
static string Create<T>(int n) where T : INumber<T>
{
    try { return T.CreateChecked(n).ToString()!; } catch (OverflowException) { return "overflow"; }
}
static T Cut<T>(int n) where T : INumber<T> => T.CreateTruncating(n);
static T Sat<T>(int n) where T : INumber<T> => T.CreateSaturating(n);
static string Name<T>() where T : IBinaryInteger<T>, IMinMaxValue<T> => $"{T.MaxValue} {T.One << 5} "
    + $"{T.IsEvenInteger(T.Zero)} {T.Zero.GetByteCount()}";
