namespace Theseus.Runtime;

/// <summary>
/// A task that CoreLib has asked for: a native function of one argument, and what CoreLib does at its end.
/// </summary>
internal static class NativeThread
{
    /// <summary>CoreLib's function for the end of a thread, on that thread; 0 before it has said so.</summary>
    public static nint ExitCallback { get; set; }

    /// <summary>Runs it to its end.</summary>
    // SAFETY: start is what CoreLib has passed to SystemNative_CreateThread, a native function with that signature, and
    // parameter what it is to get; the callback is of the type that RhSetThreadExitCallback declares.
    public static unsafe void Run(nint start, nint parameter)
    {
        ((delegate*<nint, nint>)start)(parameter);
        End();
    }

    /// <summary>What CoreLib does at the end of a task, whoever asked for it.</summary>
    // SAFETY: as above.
    public static unsafe void End()
    {
        if (ExitCallback != 0)
        {
            ((delegate*<void>)ExitCallback)();
        }
    }
}
