using System.Runtime.CompilerServices;
using System.Text.RegularExpressions;

namespace Theseus.Cells.CellCheck;

/// <summary>
/// Exceptions that pass through frames of several cells: thrown in a callback that System.Linq, System.Collections,
/// System.Text.RegularExpressions or System.Private.CoreLib calls, caught in this one.
/// </summary>
internal static class Throws
{
    public static void Run()
    {
        Show("System.Linq", () => Enumerable.Range(0, 5).Select(Refuse).Where(n => n > 0).ToList());
        Show("System.Collections", () => new SortedSet<int>([1, 2, 3], new Refusing()));
        Show("System.Text.RegularExpressions",
            () => Regex.Replace("a1b2", "[0-9]", match => Refuse(match.Length).ToString()));
        Show("System.Private.CoreLib", () => Array.Sort([3, 1, 2], new Refusing()));
        Show("all of them", () => Enumerable.Range(1, 3)
            .Select(n => new SortedDictionary<int, string>(new Refusing()) { [n] = "", [n + 1] = Regex.Escape("*") })
            .ToArray());
    }

    /// <summary>Nobody in the cell catches it.</summary>
    public static void Out() => _ = Enumerable.Range(0, 5).Select(Refuse).OrderDescending().First();

    private static void Show(string through, Action act)
    {
        string order = "";
        try
        {
            try
            {
                act();
            }
            catch (InvalidOperationException thrown) when (Note(ref order, "filter") && thrown.InnerException is null)
            {
                order += " catch";
                throw;
            }
            finally
            {
                order += " finally";
            }
        }
        catch (InvalidOperationException thrown)
        {
            Console.WriteLine(
                $"through {through}:{order}, caught {thrown.GetType().Name}: {thrown.GetBaseException().Message}");
            Console.WriteLine(thrown.GetBaseException().StackTrace);
        }
    }

    private static bool Note(ref string order, string what)
    {
        order += $" {what}";
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Refuse(int number) => throw new InvalidOperationException($"refused {number}");

    private sealed class Refusing : IComparer<int>
    {
        [MethodImpl(MethodImplOptions.NoInlining)]
        public int Compare(int x, int y) => throw new InvalidOperationException("refused to compare");
    }
}
