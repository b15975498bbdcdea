using System.Runtime.ExceptionServices;
using Theseus.CellLinker;

namespace Theseus.Kernel;

/// <summary>What the kernel does once C# is whole: it runs the shell.</summary>
internal static class Program
{
    private const string Shell = "shell";

    private static int Main()
    {
        ExceptionHandling.SetUnhandledExceptionHandler(ReportFinalizerException);
        int shell = Apps.Find(Shell);
        if (shell < 0)
        {
            Console.Error.WriteLine("theseus: the world has no cell named 'shell'.");
            return 1;
        }

        return Apps.Run(shell, []);
    }

    /// <summary>An exception that leaves a finalizer ends the finalizer, not the system.</summary>
    private static bool ReportFinalizerException(Exception exception)
    {
        Console.Error.WriteLine($"Unhandled exception in a finalizer. {exception}");
        return true;
    }
}
