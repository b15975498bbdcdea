namespace Theseus.Runtime.Unwind;

/// <summary>Calls the entry method of an app cell.</summary>
// SAFETY: the build read the entry method's signature from the cell's metadata and put it into the flags; the loader has checked that the entry is code of the cell.
internal static unsafe class AppInvoker
{
    /// <summary>Main takes <c>string[]</c>.</summary>
    public const uint TakesArguments = 1;

    /// <summary>Main returns <c>int</c>.</summary>
    public const uint ReturnsStatus = 2;

    /// <summary>Calls an app's Main; returns its status, 0 where it returns nothing. Exceptions pass through.</summary>
    public static int Invoke(nuint entry, uint flags, string[] arguments)
    {
        switch (flags & (TakesArguments | ReturnsStatus))
        {
            case 0:
                ((delegate*<void>)entry)();
                return 0;
            case TakesArguments:
                ((delegate*<string[], void>)entry)(arguments);
                return 0;
            case ReturnsStatus:
                return ((delegate*<int>)entry)();
            default:
                return ((delegate*<string[], int>)entry)(arguments);
        }
    }
}
