using Theseus.Build.Cells;
using Theseus.Build.Evolution;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Tests.Build.Evolution;

/// <summary>
/// Sources of a small world that a test edits: functions and data by name, of the cells Shell and Other, and the
/// native code of the nano-core.
/// </summary>
internal sealed class EvolvingSources : IDisposable
{
    private static readonly string[] s_assemblies = ["Shell", "Other"];

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

    private static string OwnerOf(string name) => name.Contains("Other_", StringComparison.Ordinal) ? "Other" : "Shell";

    private LinkInput[] Inputs()
    {
        IEnumerable<string> functions = _functions.Select(f => $"""
                .section __managedcode,"axG",@progbits,{f.Key},comdat
                .globl {f.Key}
            {f.Key}: .cfi_startproc
                .cfi_lsda 0x1b, _lsda0{f.Key}
                {f.Value}
                .cfi_endproc
                .section .dotnet_eh_table,"a"
                .globl _lsda0{f.Key}
            _lsda0{f.Key}:
            """);
        IEnumerable<string> data = _data.Select(d => $"""
                .section .data,"awG",@progbits,{d.Key},comdat
                .balign 8
                .globl {d.Key}
            {d.Key}: {d.Value}
            """);
        return
        [
            _gas.Boot([.. _used.Order(StringComparer.Ordinal), "native"]),
            _gas.Managed(string.Join('\n', functions.Concat(data))),
            _gas.Native(
                $".text\n.globl native, theseus_panic\nnative: .cfi_startproc\n{Native}\n.cfi_endproc\n"
                + "theseus_panic: hlt"),
        ];
    }
}
