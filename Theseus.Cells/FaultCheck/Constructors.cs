using System.Runtime.CompilerServices;
using Theseus.Runtime.Testing;

namespace Theseus.Cells.FaultCheck;

/// <summary>A class constructor that is cut short by a stack overflow while another is handled.</summary>
internal static class Constructors
{
    /// <summary>Ends the program, with the constructor half done.</summary>
    public static void Cut()
    {
        ConstructorProbe.During = () => Overflow(0);
        Console.WriteLine(ConstructorProbe.Half.C);
    }

    /// <summary>What the constructor has made of its type.</summary>
    public static void Show()
    {
        ConstructorProbe.During = () => Console.WriteLine("constructs");
        Console.WriteLine($"{ConstructorProbe.Half.A} {ConstructorProbe.Half.B} {ConstructorProbe.Half.C}");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Overflow(int depth)
    {
        try
        {
            return Overflow(depth + 1) + 1;
        }
        finally
        {
            Again(depth);
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Again(int depth) => depth < 0 ? 0 : Again(depth + 1) + Again(depth + 2);
}
