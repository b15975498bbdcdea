using System.Numerics;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Arithmetic beyond single instructions.</summary>
internal static class Numbers
{
    private static readonly BigInteger s_big = BigInteger.Pow(3, 500);

    public static Operation[] All =>
    [
        new("Math.Sin", 50_000, count => { double sum = 0; for (int i = 0; i < count; i++)
        {
            sum += Math.Sin(i * 0.37);
        } Sink.Number = sum; }),
        new("Math.Pow", 50_000, count => { double sum = 0; for (int i = 0; i < count; i++)
        {
            sum += Math.Pow(1.0001, i * 0.37);
        } Sink.Number = sum; }),
        new("Math.Exp", 50_000, count => { double sum = 0; for (int i = 0; i < count; i++)
        {
            sum += Math.Exp(i * 0.0001);
        } Sink.Number = sum; }),
        new("Math.Log", 50_000, count => { double sum = 0; for (int i = 1; i <= count; i++)
        {
            sum += Math.Log(i);
        } Sink.Number = sum; }),
        new("Math.Atan2", 50_000, count => { double sum = 0; for (int i = 1; i <= count; i++)
        {
            sum += Math.Atan2(i, 1000);
        } Sink.Number = sum; }),
        new("Math.Sqrt", 200_000, count => { double sum = 0; for (int i = 0; i < count; i++)
        {
            sum += Math.Sqrt(i);
        } Sink.Number = sum; }),
        new("BigInteger, multiply 800 bits", 5_000, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = s_big * s_big;
        } }),
        new("BigInteger to text, 239 digits", 300, count => { for (int i = 0; i < count; i++)
        {
            Sink.Reference = s_big.ToString();
        } }),
        new("decimal, multiply and add", 50_000, count => { decimal sum = 0; for (int i = 0; i < count; i++)
        {
            sum += i * 1.01m;
        } Sink.Number = (double)sum; }),
        new("Random.Next", 100_000, count => { Random random = new(3); int sum = 0; for (int i = 0; i < count; i++)
        {
            sum ^= random.Next();
        } Sink.Number = sum; }),
    ];
}
