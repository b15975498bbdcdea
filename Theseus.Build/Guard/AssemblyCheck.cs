using dnlib.DotNet;
using Theseus.Build.Guard.Form;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// All checks of one assembly: its metadata, its types' layouts, what it names, and each method's instructions.
/// Findings come in this order; an assembly that cannot be read has the one finding that says so.
/// </summary>
public sealed class AssemblyCheck
{
    private readonly AssemblySet _set;
    private readonly ModuleDefMD _module;
    private readonly List<Finding> _findings = [];
    private readonly string _name;

    private AssemblyCheck(AssemblySet set, ModuleDefMD module, string name) =>
        (_set, _module, _name) = (set, module, name);

    /// <param name="set">The world that references are resolved in.</param>
    /// <param name="file">The assembly, as the compiler will read it.</param>
    /// <param name="allowed">What it may name.</param>
    /// <param name="admissions">Exceptions of this tree.</param>
    /// <param name="isPackage">It comes from a package, and not from a cell's own project.</param>
    public static IReadOnlyList<Finding> Run(AssemblySet set, string file, AllowList allowed, Admissions admissions,
        bool isPackage = false)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        try
        {
            ModuleDefMD module = set.Read(file);
            return new AssemblyCheck(set, module, name).Run(allowed, admissions, isPackage);
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidDataException)
        {
            return [new Finding(GuardRule.Unreadable, name, file, -1, e.Message)];
        }
    }

    /// <summary>
    /// Only what an admitted package is still asked for: that it defines and binds no symbol, and takes no name.
    /// </summary>
    public static IReadOnlyList<Finding> RunSymbolsOnly(AssemblySet set, string file)
    {
        string name = Path.GetFileNameWithoutExtension(file);
        try
        {
            ModuleDefMD module = set.Read(file);
            AssemblyCheck check = new(set, module, name);
            check.RequireOwnName();
            // Native calls of a package are bound to nothing of ours: Theseus.Build/World/SymbolGate.cs.
            check._findings.AddRange(MetadataCheck.Symbols(module, name).Where(f => f.Rule != GuardRule.NativeImport));
            return check._findings;
        }
        catch (Exception e) when (e is BadImageFormatException or IOException or InvalidDataException)
        {
            return [new Finding(GuardRule.Unreadable, name, file, -1, e.Message)];
        }
    }

    private List<Finding> Run(AllowList allowed, Admissions admissions, bool isPackage)
    {
        RequireOwnName();
        _findings.AddRange(FormCheck.Run(_module, _name));
        if (_findings.Count > 0)
        {
            return _findings; // what follows would be about another reading than the compiler's
        }

        _findings.AddRange(MetadataCheck.Run(_module, _name, isPackage, _set.IsLibrary));
        AccessRules access = new(_set.Types, _set.IsLibrary);
        foreach ((string member, Func<IEnumerable<(GuardRule Rule, string What)>> check) in _module.GetTypes()
            .SelectMany(t => TypeCheck.Of(_set.Types, access, t)))
        {
            Guarded(member,
                () => _findings.AddRange(check().Select(f => new Finding(f.Rule, _name, member, -1, f.What))));
        }

        ReferenceCheck references = new(_set, allowed, admissions, access, _module, _name);
        _findings.AddRange(references.Run());
        foreach (MethodDef method in _module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            if (!IsInlineArrayHelper(method) && BodyVerifier.Verify(_set.Types, access, method) is { } finding)
            {
                _findings.Add(finding);
            }
        }

        return _findings;
    }

    private bool IsInlineArrayHelper(MethodDef method)
    {
        try
        {
            return InlineArrayHelper.KindOf(_set.Types, method) != InlineArrayHelper.Kind.None;
        }
        catch (UnresolvedException)
        {
            return false;
        }
    }

    private void RequireOwnName()
    {
        string own = _module.Assembly?.Name.String ?? "(none)";
        if (_set.IsLibrary(own) || own != _name || FormCheck.IsSpecialName(own))
        {
            _findings.Add(new Finding(GuardRule.NameIsTaken, _name, own, -1, $"the assembly calls itself {own}"));
        }
    }

    private void Guarded(string member, Action check)
    {
        try
        {
            check();
        }
        catch (RefusedException refused)
        {
            _findings.Add(new Finding(refused.Rule, _name, member, -1, refused.Message));
        }
        catch (UnresolvedException missing) when (!missing.IsMissing)
        {
            _findings.Add(new Finding(GuardRule.Unresolved, _name, member, -1, missing.Message));
        }
        catch (UnresolvedException)
        {
            // A part that is nowhere: the compiler makes each use of it throw.
        }
    }
}
