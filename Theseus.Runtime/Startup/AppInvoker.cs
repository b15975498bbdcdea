using Theseus.Format;

namespace Theseus.Runtime.Startup;

/// <summary>Calls the entry method of an app cell.</summary>
internal static class AppInvoker
{
    /// <summary>Calls an app's Main; returns its status, 0 where it returns nothing. Exceptions pass through.</summary>
    /// <param name="entry">Its code.</param>
    /// <param name="flags">Those of <see cref="CellApp.Flags"/>.</param>
    /// <param name="arguments">What it gets if it takes any.</param>
    // SAFETY: the build read the entry method's signature from the cell's metadata and put it into the flags; the
    // loader has checked that the entry is code of the cell.
    public static unsafe int Invoke(nuint entry, uint flags, string[] arguments)
    {
        switch (flags & (CellApp.TakesArguments | CellApp.ReturnsStatus))
        {
            case 0:
                ((delegate*<void>)entry)();
                return 0;
            case CellApp.TakesArguments:
                ((delegate*<string[], void>)entry)(arguments);
                return 0;
            case CellApp.ReturnsStatus:
                return ((delegate*<int>)entry)();
            default:
                return ((delegate*<string[], int>)entry)(arguments);
        }
    }
}
