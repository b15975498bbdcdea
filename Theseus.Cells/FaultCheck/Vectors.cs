using System.Runtime.CompilerServices;
using Theseus.Runtime.Testing;

namespace Theseus.Cells.FaultCheck;

/// <summary>Exceptions of the CPU, each as what .NET has for it; computing goes on after each.</summary>
internal static class Vectors
{
    private static readonly (string Name, Action Raise)[] s_all =
    [
        ("debug", FaultProbe.Debug), ("breakpoint", FaultProbe.Breakpoint), ("overflow", FaultProbe.Overflow),
        ("bound", FaultProbe.Bound), ("no-device", FaultProbe.NoDevice), ("vector", FaultProbe.Vector),
            ("segment", FaultProbe.Segment),
        ("stack", FaultProbe.Stack), ("misaligned", FaultProbe.Misaligned), ("sse", FaultProbe.Sse),
            ("x87", FaultProbe.X87),
    ];

    public static void Run()
    {
        for (int round = 0; round < 2; round++)
        {
            foreach ((string name, Action raise) in s_all)
            {
                Console.WriteLine($"{name} {Outcome.Of(raise)} {1.0 / Math.Sqrt(s_all.Length - 7):F3}");
            }
        }
    }

    public static void Uncaught() => FaultProbe.Breakpoint();

    /// <summary>Reads a field of an object that is not there.</summary>
    public static void Absent() => Console.WriteLine(LengthOf(Environment.ProcessPath == "" ? "" : null));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int LengthOf(string? text) => text!.Length;
}
