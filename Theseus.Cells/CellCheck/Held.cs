namespace Theseus.Cells.CellCheck;

/// <summary>What a program leaves behind in a table of the class library, which lives on when the program has ended.</summary>
internal static class Held
{
    private const string Name = "cellcheck";

    /// <summary>An object of one of the cell's own types.</summary>
    public static void Object() => AppDomain.CurrentDomain.SetData(Name, new Kept());

    /// <summary>A delegate to a static method: an object of the class library's type that holds the address of the cell's code.</summary>
    public static void Delegate() => AppDomain.CurrentDomain.SetData(Name, new Func<int, int>(Twice));

    /// <summary>Takes either away again; says what it was.</summary>
    public static void Release()
    {
        string what = AppDomain.CurrentDomain.GetData(Name) switch
        {
            Func<int, int> twice => $"a delegate that makes {twice(21)} of 21",
            Kept kept => $"an object that says {kept}",
            null => "nothing",
            object other => $"{other.GetType()}, which is not what was left",
        };
        AppDomain.CurrentDomain.SetData(Name, null);
        Console.WriteLine($"released {what}");
    }

    private static int Twice(int number) => number * 2;

    private sealed class Kept
    {
        public override string ToString() => "kept";
    }
}
