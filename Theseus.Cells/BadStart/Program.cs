using System.Runtime.CompilerServices;

namespace Theseus.Cells.BadStart;

/// <summary>A cell that fails before its Main: nobody but who runs it may notice.</summary>
internal static class Program
{
    [ModuleInitializer]
    internal static void Initialize() => throw new InvalidOperationException("thrown by a module initialiser");

    private static void Main() => Console.WriteLine("Main was reached");
}
