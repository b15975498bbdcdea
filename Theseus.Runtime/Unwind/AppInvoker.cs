namespace Theseus.Runtime.Unwind;

/// <summary>Safe access to the linker's table of app cells.</summary>
public static unsafe class AppInvoker
{
    private const uint TakesArguments = 1;
    private const uint ReturnsStatus = 2;

    /// <summary>Number of app cells.</summary>
    public static int Count => (int)ImageHeader.Get()->AppCount;

    /// <summary>The command's name of an app, 0 to <see cref="Count"/> - 1.</summary>
    public static string Name(int index) => new((sbyte*)Entry(index)->Name);

    /// <summary>Calls the app's Main; returns its status, 0 where it returns nothing. Exceptions pass through.</summary>
    public static int Invoke(int index, string[] arguments)
    {
        AppEntry* app = Entry(index);
        // SAFETY: the build read the entry method's signature from the cell's metadata and put it into the flags.
        switch (app->Flags & (TakesArguments | ReturnsStatus))
        {
            case 0:
                ((delegate*<void>)app->Entry)();
                return 0;
            case TakesArguments:
                ((delegate*<string[], void>)app->Entry)(arguments);
                return 0;
            case ReturnsStatus:
                return ((delegate*<int>)app->Entry)();
            default:
                return ((delegate*<string[], int>)app->Entry)(arguments);
        }
    }

    private static AppEntry* Entry(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual(index, Count);
        return &ImageHeader.Get()->Apps[index];
    }
}
