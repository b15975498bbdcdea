#:package MathNet.Numerics@5.0.0
// Linear equations, a decomposition, statistics, an integral, special functions.
using MathNet.Numerics;
using MathNet.Numerics.Integration;
using MathNet.Numerics.LinearAlgebra;
using MathNet.Numerics.Statistics;

Control.UseManaged();
Control.UseSingleThread();
var a = Matrix<double>.Build.DenseOfArray(new double[,] { { 2, 1, -1 }, { -3, -1, 2 }, { -2, 1, 2 } });
Console.WriteLine(string.Join(' ', a.Solve(Vector<double>.Build.Dense([8, -11, -3])).Select(x => x.ToString("F6"))));
Console.WriteLine(a.Determinant().ToString("F6"));
Console.WriteLine(string.Join(' ', a.Svd().S.Select(x => x.ToString("F4"))));
Console.WriteLine(new[] { 1.0, 2, 4, 7 }.StandardDeviation().ToString("F6"));
Console.WriteLine(GaussLegendreRule.Integrate(Math.Exp, 0, 1, 20).ToString("F9"));
Console.WriteLine(SpecialFunctions.Gamma(5.5).ToString("F6"));
