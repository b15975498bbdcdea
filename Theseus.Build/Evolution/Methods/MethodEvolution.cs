using System.Collections.Concurrent;
using System.Security.Cryptography;
using Theseus.Build.Cells;
using Theseus.Build.Guard;
using Theseus.Build.Linking;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// The fast way from an edit to a package: only the methods that it concerns are compiled. The guard's check of the
/// changed assemblies is the same; what holds of the whole world is proved where that is compiled
/// (<see cref="EvolutionBuild"/>).
/// </summary>
internal sealed class MethodEvolution
{
    /// <summary>Assemblies that were read, by content: a session edits one of many.</summary>
    private static readonly ConcurrentDictionary<Hash128, AssemblyForm> s_forms = new();

    private readonly Workspace _workspace;
    private readonly Packages _packages;
    private readonly WorldInputs _inputs;
    private readonly BookStore _books;
    private readonly WorldBook _running;

    private MethodEvolution(Workspace workspace, Packages packages, WorldInputs inputs, BookStore books,
        WorldBook running) =>
        (_workspace, _packages, _inputs, _books, _running) = (workspace, packages, inputs, books, running);

    /// <param name="workspace">The tree, its C# compiled.</param>
    /// <param name="packages">The compiler's.</param>
    /// <param name="projects">All of the tree.</param>
    /// <param name="books">Of the tree.</param>
    /// <param name="running">The state of the system.</param>
    /// <exception cref="WholeWorldException">It takes the other way.</exception>
    /// <exception cref="BuildException">
    /// <c>RefusedByGuard</c>, <c>BrokenCode</c>, one of <see cref="RefusalReason"/>.
    /// </exception>
    public static EvolutionResult Make(Workspace workspace, Packages packages, ProjectSet projects, BookStore books,
        WorldBook running)
    {
        WorldInputs inputs = new(workspace, projects, packages);
        IReadOnlyList<AssemblyIdentity> now = books.KeepAssemblies(inputs.Own);
        if (!now.Select(a => a.Name).SequenceEqual(running.Assemblies.Select(a => a.Name)))
        {
            throw new WholeWorldException("an assembly came or went");
        }

        (AssemblyIdentity Before, AssemblyIdentity Now)[] changed =
            [.. running.Assemblies.Zip(now).Where(p => !p.First.Content.Is(p.Second.Content))];
        if (Array.Find(changed, c => !File.Exists(books.FileOf(c.Before))).Before.Name is { } forgotten)
        {
            throw new WholeWorldException($"{forgotten} as it was is not kept any more");
        }

        HashSet<string> names = [.. changed.Select(c => c.Now.Name)];
        GuardStep.Run(workspace, projects, inputs, packages, names.Contains);
        return new MethodEvolution(workspace, packages, inputs, books, running).Make(changed, now);
    }

    private EvolutionResult Make(
        (AssemblyIdentity Before, AssemblyIdentity Now)[] changed, IReadOnlyList<AssemblyIdentity> now)
    {
        KeepForms(_running.Assemblies.Concat(now));

        // What is to be compiled.
        MethodPlan plan = MethodPlan.Find(
            [.. changed.Select(c => (FormOf(c.Before), FormOf(c.Now)))], now.Select(FormOf));
        MethodForm[] methods = [.. plan.Methods.Select(m => m.Method)];
        if (methods.Length == 0)
        {
            return new EvolutionResult { Package = [], Next = _running, IsOfMethods = true };
        }

        // It is, as it is and as it was.
        MethodForm[] former = [.. plan.Methods.Where(m => !m.IsNew).Select(m => m.Method)];
        (LinkInput[] objects, LinkInput[] before) = Compile(methods, former, changed.Select(c => c.Before));
        MethodWorld compiled = new(_running, objects);

        // The package.
        NewWorld world = WorldOf(compiled, methods, changed.Select(c => c.Now), now);
        return EvolutionBuilder.Make(_running, world, compiled, new MethodWorld(_running, before));
    }

    /// <exception cref="WholeWorldException"></exception>
    private AssemblyForm FormOf(AssemblyIdentity assembly) =>
        s_forms.GetOrAdd(assembly.Content, _ =>
        {
            try
            {
                return AssemblyForm.Read(_books.FileOf(assembly));
            }
            catch (BadImageFormatException e)
            {
                throw new WholeWorldException($"{assembly.Name} cannot be compared: {e.Message}");
            }
        });

    /// <summary>Forgets the assemblies of states that are over.</summary>
    private static void KeepForms(IEnumerable<AssemblyIdentity> assemblies)
    {
        HashSet<Hash128> kept = [.. assemblies.Select(a => a.Content)];
        foreach (Hash128 content in s_forms.Keys.Where(c => !kept.Contains(c)))
        {
            s_forms.TryRemove(content, out _);
        }
    }

    private (LinkInput[] Now, LinkInput[] Before) Compile(
        MethodForm[] methods, MethodForm[] former, IEnumerable<AssemblyIdentity> before)
    {
        MethodCompiler compiler = new(_workspace, _packages);
        Dictionary<string, string> then = before.ToDictionary(a => a.Name, _books.FileOf);
        (MethodForm Method, bool IsNow)[] runs = [.. methods.Select(m => (m, true)), .. former.Select(m => (m, false))];
        LinkInput[] objects = new LinkInput[runs.Length];
        Progress.Time($"ILC: {methods.Length} methods", () => MethodCompiler.ForEach(runs.Length,
            i => objects[i] = compiler.Compile(runs[i].Method, runs[i].IsNow ? _inputs.Own : then)));
        return (objects[..methods.Length], objects[methods.Length..]);
    }

    private NewWorld WorldOf(MethodWorld compiled, MethodForm[] methods, IEnumerable<AssemblyIdentity> changed,
        IReadOnlyList<AssemblyIdentity> all)
    {
        Dictionary<string, MethodForm> bySymbol = compiled.Symbols.Zip(methods)
            .ToDictionary(p => p.First, p => p.Second);
        return new NewWorld
        {
            Pieces = compiled.Pieces,
            Identity = IdentityOf(all),
            Readable = symbol => bySymbol.TryGetValue(symbol, out MethodForm? method) ? method.Text : symbol,
            IsOfProgram = symbol => bySymbol.TryGetValue(symbol, out MethodForm? method)
                && !_inputs.Layers.Contains(method.Assembly) && !_inputs.Drivers.Contains(method.Assembly),
            Declarations = Declarations.Read(changed.Select(_books.FileOf)),
            Assemblies = all,
        };
    }

    /// <summary>Stands for the world that these assemblies would be compiled to.</summary>
    private static Hash128 IdentityOf(IReadOnlyList<AssemblyIdentity> all)
    {
        string text = string.Concat(all.Select(a => $"{a.Name} {a.Content}\n"));
        return ContentHashes.Shortened(SHA256.HashData(System.Text.Encoding.UTF8.GetBytes(text)));
    }
}
