using Theseus.Build.Cells;
using Theseus.Build.Evolution;
using Theseus.Build.Evolution.Methods;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Tests.Build.Evolution;

/// <summary>
/// Sources of a small world that a test edits: functions and data by name, of the cells Shell and Other, and the
/// native code of the nano-core.
/// </summary>
internal sealed class EvolvingSources : IDisposable
{
    private static readonly AssemblyIdentity[] s_assemblies =
        [new("Other", new Hash128(1, 2)), new("Shell", new Hash128(3, 4))];

    private readonly Assembler _gas = new();
    private readonly SortedDictionary<string, string> _functions = new(StringComparer.Ordinal);
    private readonly SortedDictionary<string, string> _data = new(StringComparer.Ordinal);
    private readonly HashSet<string> _used = [];

    public string Native { get; set; } = "ret";

    public Declarations Declarations { get; set; } = Declarations.Read([]);

    public void Dispose() => _gas.Dispose();

    /// <summary>Says what a function's instructions are.</summary>
    public EvolvingSources Function(string name, string body)
    {
        _functions[name] = body;
        return this;
    }

    public EvolvingSources Data(string name, string body)
    {
        _data[name] = body;
        return this;
    }


    /// <summary>Code or data that is in the world although nothing else refers to it.</summary>
    public EvolvingSources Use(params string[] names)
    {
        _used.UnionWith(names);
        return this;
    }

    /// <summary>The world as it would be booted.</summary>
    public WorldBook Build() => Books.OfImage(new SmallWorld(Inputs(), OwnerOf).Cutter, Declarations.All,
        s_assemblies);

    /// <summary>The package from a running state to the sources as they are now.</summary>
    public EvolutionResult Evolve(WorldBook running)
    {
        (LinkGraph graph, _, HashSet<SectionRef> resident) = SmallWorld.Resolve(Inputs());
        return EvolutionBuilder.Make(running, new NewWorld
        {
            Pieces = CellCutter.Divide(graph, resident, OwnerOf, InstanceStatics.None).Pieces,
            Identity = ContentHashes.OfWorld(graph), Readable = name => name, IsOfProgram = _ => true,
            Declarations = Declarations, Assemblies = s_assemblies,
        });
    }

    /// <summary>
    /// The same by functions that are compiled alone, each in an object that has data, too, as far as it is named.
    /// </summary>
    /// <param name="running">The state.</param>
    /// <param name="before">The sources as they were.</param>
    /// <param name="functions">Those that have changed, and those that are new.</param>
    /// <param name="data">What comes with each.</param>
    public EvolutionResult EvolveAlone(
        WorldBook running, EvolvingSources before, string[] functions, params string[] data) =>
        EvolveAlone(running, before, [.. functions.Select(f => (f, this))], data);

    /// <summary>The same, each function with the data of other sources.</summary>
    public EvolutionResult EvolveAlone(
        WorldBook running, EvolvingSources before, (string Name, EvolvingSources Of)[] functions, params string[] data)
    {
        MethodWorld methods = new(running, [.. functions.Select(f => f.Of.Alone(f.Name, data))]);
        return EvolutionBuilder.Make(running, new NewWorld
        {
            Pieces = methods.Pieces, Identity = new Hash128(5, 6), Readable = name => name, IsOfProgram = _ => true,
            Declarations = Declarations, Assemblies = s_assemblies,
        }, methods, new MethodWorld(running,
            [.. functions.Where(f => before._functions.ContainsKey(f.Name)).Select(f => before.Alone(f.Name, data))]));
    }

    private LinkInput Alone(string function, string[] data) => _gas.Managed(string.Join('\n',
        [Code(function), .. data.Where(_data.ContainsKey).Select(Words)]));

    private static string OwnerOf(string name) => name.Contains("Other_", StringComparison.Ordinal) ? "Other" : "Shell";

    private string Code(string function) => $"""
            .section __managedcode,"axG",@progbits,{function},comdat
            .globl {function}
        {function}: .cfi_startproc
            .cfi_lsda 0x1b, _lsda0{function}
            {_functions[function]}
            .cfi_endproc
            .section .dotnet_eh_table,"a"
            .globl _lsda0{function}
        _lsda0{function}:
        """;

    private string Words(string data) => $"""
            .section .data,"awG",@progbits,{data},comdat
            .balign 8
            .globl {data}
        {data}: {_data[data]}
        """;

    private LinkInput[] Inputs()
    {
        return
        [
            _gas.Boot([.. _used.Order(StringComparer.Ordinal), "native"]),
            _gas.Managed(string.Join('\n', _functions.Keys.Select(Code).Concat(_data.Keys.Select(Words)))),
            _gas.Native(
                $".text\n.globl native, theseus_panic\nnative: .cfi_startproc\n{Native}\n.cfi_endproc\n"
                + "theseus_panic: hlt"),
        ];
    }
}
