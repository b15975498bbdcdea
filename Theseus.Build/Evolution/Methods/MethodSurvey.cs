using Theseus.Build.Cells;
using Theseus.Build.World;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// How far the fast way reaches: compiles methods of the last image one by one, as they are, and compares each with
/// what the image has.
/// </summary>
public static class MethodSurvey
{
    private const ulong Spread = 0x9E37_79B9_7F4A_7C15; // 2^64 over the golden ratio: neighbours come far apart

    /// <summary>The difference of a method that nothing calls.</summary>
    public const string NotInWorld = "the world does not have it";

    /// <summary>What came of one.</summary>
    /// <param name="Method">For people.</param>
    /// <param name="Difference">Empty where it is the same.</param>
    public sealed record Compared(string Method, string Difference);

    /// <summary>Takes some of the methods that the fast way would take, all over the tree.</summary>
    /// <param name="workspace">An image was built in it.</param>
    /// <param name="count">At most so many.</param>
    /// <param name="seed">Another one, other methods.</param>
    public static IReadOnlyList<Compared> Run(Workspace workspace, int count, int seed)
    {
        BookStore books = new(workspace);
        WorldBook running = books.Read(books.Image);
        Dictionary<string, string> files = running.Assemblies.ToDictionary(a => a.Name, books.FileOf);
        MethodForm[] methods = [.. files.Values.AsParallel().Select(AssemblyForm.Read)
            .SelectMany(a => a.Methods.Values).Where(MethodPlan.IsWithin)
            .OrderBy(m => (SymbolHashes.HashOf(m.Key) ^ (ulong)seed) * Spread).Take(count)];
        MethodCompiler compiler = new(workspace, new Packages());
        Compared[] results = new Compared[methods.Length];
        MethodCompiler.ForEach(methods.Length,
            i => results[i] = new Compared(methods[i].Text, DifferenceOf(running, compiler, methods[i], files)));
        return results;
    }

    private static string DifferenceOf(WorldBook running, MethodCompiler compiler, MethodForm method,
        IReadOnlyDictionary<string, string> files)
    {
        try
        {
            MethodWorld alone = new(running, [compiler.Compile(method, files)]);
            return !alone.IsInSystem(0) ? NotInWorld
                : MethodDifference.OtherThan(running, alone) is { } other ? $"{other} is another" : "";
        }
        catch (WholeWorldException e)
        {
            return e.Message;
        }
    }
}
