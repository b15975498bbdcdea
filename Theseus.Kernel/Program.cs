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
}
