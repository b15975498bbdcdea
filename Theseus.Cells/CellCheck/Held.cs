using Theseus.Memory.Testing;

namespace Theseus.Cells.CellCheck;

/// <summary>
/// What a program leaves behind where it lives on when the program has ended: with the kernel, and nowhere else.
/// </summary>
internal static class Held
{
    /// <summary>An object of one of the cell's own types.</summary>
    public static void Object() => KernelKept.Object = new Kept();

    /// <summary>
    /// A delegate to a static method: an object of the class library's type that holds the address of the cell's code.
    /// </summary>
    public static void Delegate() => KernelKept.Object = new Func<int, int>(Twice);

    /// <summary>Takes either away again; says what it was.</summary>
    public static void Release()
    {
        string what = KernelKept.Object switch
        {
            Func<int, int> twice => $"a delegate that makes {twice(21)} of 21",
            Kept kept => $"an object that says {kept}",
            null => "nothing",
            object other => $"{other.GetType()}, which is not what was left",
        };
        KernelKept.Object = null;
        Console.WriteLine($"released {what}");
    }

    private static int Twice(int number) => number * 2;

    private sealed class Kept
    {
        public override string ToString() => "kept";
    }
}
