using System.Reflection;

namespace Theseus.Cells.EndCheck;

/// <summary>Who a program is.</summary>
internal static class Identity
{
    public static int Run()
    {
        Console.WriteLine($"entry assembly {Assembly.GetEntryAssembly()?.GetName().Name}");
        Console.WriteLine($"friendly name {AppDomain.CurrentDomain.FriendlyName}");
        Console.WriteLine($"arguments {string.Join(' ', Environment.GetCommandLineArgs())}");
        Console.WriteLine($"path {Environment.ProcessPath}");
        Console.WriteLine($"base {AppContext.BaseDirectory}");
        Console.WriteLine($"working set {Environment.WorkingSet > 1 << 20}");
        System.Diagnostics.Trace.WriteLine("traced");
        System.Diagnostics.Debug.WriteLine("debugged");
        return 0;
    }
}
