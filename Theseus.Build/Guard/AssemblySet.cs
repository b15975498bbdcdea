using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard;

/// <summary>
/// All assemblies of a world by their simple names, read when first asked for. Forwarders are followed through it.
/// </summary>
public sealed class AssemblySet : IAssemblyResolver, IDisposable
{
    private readonly Dictionary<string, string> _files = new(StringComparer.OrdinalIgnoreCase);
    private readonly HashSet<string> _library = new(StringComparer.OrdinalIgnoreCase);
    private readonly Dictionary<string, AssemblyDef?> _read = new(StringComparer.OrdinalIgnoreCase);
    private readonly ModuleContext _context;

    /// <param name="library">Files of the class library.</param>
    /// <param name="own">Files of our layers, cells and packages. One named like one of the library does not
    /// count.</param>
    public AssemblySet(IEnumerable<string> library, IEnumerable<string> own)
    {
        _context = new ModuleContext(this, new Resolver(this));
        foreach (string file in library)
        {
            _files[Path.GetFileNameWithoutExtension(file)] = file;
            _library.Add(Path.GetFileNameWithoutExtension(file));
        }

        foreach (string file in own)
        {
            _files.TryAdd(Path.GetFileNameWithoutExtension(file), file);
        }

        Types = new TypeSystem(Find("System.Private.CoreLib")?.ManifestModule
            ?? throw new BuildException("PackageMissing", "there is no System.Private.CoreLib"));
    }

    public TypeSystem Types { get; }

    public bool IsLibrary(ModuleDef module) => _library.Contains(module.Assembly?.Name ?? "");

    public bool IsLibrary(string name) => _library.Contains(name);

    /// <summary>
    /// The module of a file of this world: the one that references to it find, unless its name is another's.
    /// </summary>
    /// <exception cref="BadImageFormatException"></exception>
    public ModuleDefMD Read(string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        return _files.TryGetValue(name, out string? known) && known == file
            && Find(name)?.ManifestModule is ModuleDefMD module
            ? module : ModuleDefMD.Load(file, _context);
    }

    private AssemblyDef? Find(string name)
    {
        if (_read.TryGetValue(name, out AssemblyDef? known))
        {
            return known;
        }

        return _read[name] = _files.TryGetValue(name, out string? file) ? ModuleDefMD.Load(file, _context).Assembly
            : null;
    }

    AssemblyDef? IAssemblyResolver.Resolve(IAssembly assembly, ModuleDef sourceModule) => Find(assembly.Name);

    public void Dispose()
    {
        foreach (AssemblyDef? assembly in _read.Values)
        {
            assembly?.ManifestModule.Dispose();
        }
    }
}
