using System.Runtime.CompilerServices;
using Theseus.CellLinker;

namespace Theseus.Cells.CellCheck;

/// <summary>
/// What keeps the cell in use, where one of the class library's statics holds it, and not one of its own.
/// </summary>
internal static class Held
{
    private const string Name = "cellcheck.held";

    /// <summary>An object of one of the cell's own types.</summary>
    public static void Object()
    {
        HoldObject();
        Show();
    }

    /// <summary>
    /// A delegate to a static method: an object of the class library's type that holds the address of the cell's code.
    /// </summary>
    public static void Delegate()
    {
        HoldDelegate();
        Show();
    }

    private static void Show()
    {
        Say();
        AppContext.SetData(Name, null);
        Say();
    }

    // Methods of their own, so that no frame below holds what they have made.
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldObject() => AppContext.SetData(Name, new Kept());

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void HoldDelegate() => AppContext.SetData(Name, new Func<int, int>(Twice));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Say() => Console.WriteLine(
        $"used by {CellUnloader.FindHolder(CellRegistry.Find("CellCheck")!.Value) ?? "nothing"}");

    private static int Twice(int number) => number * 2;

    private sealed class Kept;
}
