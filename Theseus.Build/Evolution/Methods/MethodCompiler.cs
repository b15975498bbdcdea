using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.World;

namespace Theseus.Build.Evolution.Methods;

/// <summary>
/// Runs ILC for one method at a time. With all inputs and options of the world, but nothing rooted, it takes a fifth
/// of a second, and gives the method the code that it has in the world.
/// </summary>
internal sealed class MethodCompiler
{
    /// <summary>What a run for one method does without: where the results go, and what is to be compiled.</summary>
    private static readonly string[] s_leftOut = ["-o:", "--mstat:", "--root:", "--rdxml:"];

    private readonly Workspace _workspace;
    private readonly Packages _packages;
    private readonly string[] _options;
    private readonly string _folder;
    private int _runs;

    /// <exception cref="WholeWorldException"></exception>
    public MethodCompiler(Workspace workspace, Packages packages)
    {
        (_workspace, _packages, _folder) = (workspace, packages, workspace.Temporary("methods"));
        string response = workspace.Temporary($"{Ilc.WorldName}.rsp");
        if (!File.Exists(response))
        {
            throw new WholeWorldException("no world was compiled in this tree yet");
        }

        _options = [.. File.ReadLines(response).Where(l => !Array.Exists(s_leftOut, l.StartsWith))];
        if (_options.Contains(IlcWay.Scan))
        {
            throw new WholeWorldException("a package of this world has ILC look at the whole world first");
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    /// <summary>
    /// Does something for each of a number of methods, for as many at once as there are processors. Where it fails, the
    /// first failure is thrown as it is.
    /// </summary>
    public static void ForEach(int count, Action<int> action) => Parallel.ForEachAsync(Enumerable.Range(0, count),
        (i, _) =>
        {
            action(i);
            return ValueTask.CompletedTask;
        }).GetAwaiter().GetResult();

    /// <summary>The object that has the method, and all that it refers to either undefined or once more.</summary>
    /// <param name="method">It, as it is in one of <paramref name="inputs"/>.</param>
    /// <param name="inputs">Our assemblies: files, by name.</param>
    /// <exception cref="WholeWorldException">ILC cannot.</exception>
    /// <exception cref="BuildException"><c>BrokenCode</c></exception>
    public LinkInput Compile(MethodForm method, IReadOnlyDictionary<string, string> inputs)
    {
        string folder = Path.Combine(_folder, $"{Interlocked.Increment(ref _runs)}");
        Directory.CreateDirectory(folder);
        string output = Path.Combine(folder, $"{Ilc.WorldName}.o"); // which the world's own tables are named after
        string response = Path.Combine(folder, $"{Ilc.WorldName}.rsp");
        File.WriteAllLines(response,
        [
            .. _options.Select(o => o.StartsWith('-') ? o
                : inputs.GetValueOrDefault(Path.GetFileNameWithoutExtension(o), o)),
            $"-o:{output}",
            $"--singlemethodtypename:{method.Definition.DeclaringType.ReflectionFullName}, {method.Assembly}",
            $"--singlemethodname:{method.Definition.Name}",
        ]);
        string log = Path.Combine(folder, "ilc.log");
        IlcRun run = IlcRun.Start(log, _packages.Compiler, "@" + response, IlcLimits.For(0, withScanner: false));
        if (run.End != IlcEnd.Done)
        {
            throw new WholeWorldException($"ILC does not compile {method.Text} alone: {run.Reason(log)}");
        }

        IlcOutput.Judge(log, _workspace.Root, [], []);
        return new LinkInput(ElfObject.Read(output), isManaged: true);
    }
}
