using System.Text;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Kernel;

/// <summary>What the kernel does once C# is whole: it runs the shell.</summary>
internal static class Program
{
    private const string Shell = "shell";

    private static int Main()
    {
        Drivers.Offer();
        CellNumber shell = Apps.Find(Shell);
        if (shell.IsNone)
        {
            Console.Error.WriteLine("theseus: the world has no cell named 'shell'.");
            return 1;
        }

        PrepareForFullMemory();
        try
        {
            ModuleInitializers.Run(shell, forEver: true);
            return Apps.Run(shell, []) ?? 0;
        }
        catch (Exception exception)
        {
            Panic.Stop(Encoding.UTF8.GetBytes($"the shell has ended: {exception.GetType()}: {exception.Message}"));
            return 1;
        }
    }

    /// <summary>
    /// CoreLib notes in a thread static that an <see cref="OutOfMemoryException"/> is being made. The static itself is
    /// made when that is first done, for which there would be no memory either, and so on until the stack is full. So
    /// it is done once while there is memory: for a string that is too long, which is refused before memory is looked
    /// for. The task of the shell is the one that begins programs, and no program's boundary is there to end it.
    /// </summary>
    private static void PrepareForFullMemory()
    {
        try
        {
            GC.KeepAlive(new string(' ', int.MaxValue));
        }
        catch (OutOfMemoryException)
        {
        }
    }
}
