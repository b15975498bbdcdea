using System.Runtime.ExceptionServices;
using System.Text;
using Theseus.CellLinker;
using Theseus.Platform;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Kernel;

/// <summary>What the kernel does once C# is whole: it runs the shell.</summary>
internal static class Program
{
    private const string Shell = "shell";
    private const int MostBytesOfChar = 4;

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
            SayLast(exception);
            Machine.Panic("the shell has ended by an exception"u8);
            return 1;
        }
    }

    /// <summary>To the log itself: what is between it and <see cref="Console"/> may be what is broken.</summary>
    private static void SayLast(Exception exception)
    {
        Say(exception.GetType().ToString());
        Say(": ");
        Say(exception.Message);
        Say("\n");
        Say(exception.StackTrace ?? "");
        Say("\n");
    }

    private static void Say(string text)
    {
        Span<byte> bytes = stackalloc byte[MostBytesOfChar];
        foreach (Rune rune in text.EnumerateRunes())
        {
            KernelLog.Write(bytes[..rune.EncodeToUtf8(bytes)]);
        }
    }

    /// <summary>An exception that leaves a finalizer ends the finalizer, not the system.</summary>
    private static bool ReportFinalizerException(Exception exception)
    {
        Console.Error.WriteLine($"Unhandled exception in a finalizer. {exception}");
        return true;
    }
}
