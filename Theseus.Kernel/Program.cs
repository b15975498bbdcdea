using System.Runtime.ExceptionServices;
using System.Text;
using Theseus.CellLinker;
using Theseus.Platform;

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

        try
        {
            return Apps.Run(shell, []);
        }
        catch (Exception exception)
        {
            Machine.Panic(Encoding.UTF8.GetBytes($"the shell has ended: {exception.GetType()}: {exception.Message}"));
            return 1;
        }
    }

    /// <summary>An exception that leaves a finalizer ends the finalizer, not the system.</summary>
    private static bool ReportFinalizerException(Exception exception)
    {
        Console.Error.WriteLine($"Unhandled exception in a finalizer. {exception}");
        return true;
    }
}
