using dnlib.DotNet;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// What safe code may name. Of the class library: what a line of <c>allowed.txt</c> allows and none takes back; of the
/// trusted layers: what is public and not taken back. The lines, in any order:
/// <code>
/// namespace N              every public type of N, without its members of the kinds below
/// type N.T                 a type, without its members of the kinds below; 'except' does not reach it by its namespace
/// member N.T::M            every method, field or constructor M of N.T, whatever its signature
/// numbers N.T              members of N.T may take native integers: they are numbers there, not addresses
/// only N.T::M, ...         N.T, and of it these members only
/// bytes N.T::M, ...        these generic methods with numbers for all type arguments, so that memory is seen as other
/// numbers except N.T               not this type
/// except N.T::M            not this member
/// except *::M              not a member of this name, of any type, unless a 'member' line names it
/// packages LINE            the line holds for packages, not for cells
/// </code>
/// Never without a line of their own: members with a pointer or function pointer in their signature; those of the class
/// library that take a native integer, or whose name has <c>Unsafe</c> or <c>Dangerous</c> in it.
/// </summary>
public sealed class AllowList
{
    private readonly HashSet<string> _namespaces = [], _types = [], _members = [], _numbers = [], _exceptTypes = [],
        _exceptMembers = [];
    private readonly Dictionary<string, HashSet<string>> _only = [], _bytes = [];
    private const string PackagesOnly = "packages";

    /// <param name="text">The lines.</param>
    /// <param name="file">Where they are from, for messages.</param>
    /// <param name="forPackages">What packages may name, which is more.</param>
    /// <exception cref="BuildException"><c>BadAllowList</c></exception>
    public static AllowList Parse(string text, string file, bool forPackages = false)
    {
        AllowList list = new();
        foreach ((string line, int number) in text.Split('\n').Select((l, i) => (l.Split('#')[0].Trim(), i + 1))
            .Where(l => l.Item1 != ""))
        {
            string[] words = line.Split([' ', ','], StringSplitOptions.RemoveEmptyEntries);
            if (words is [PackagesOnly, .. var rest])
            {
                if (!forPackages)
                {
                    continue;
                }

                words = rest;
            }

            if (words.Length < 2 || !list.Add(words[0], words[1..]))
            {
                throw new BuildException("BadAllowList", $"{file}({number}): no such line: {line}");
            }
        }

        return list;
    }

    private bool Add(string kind, string[] names)
    {
        if (kind is "only" or "bytes")
        {
            (string type, string? first) = Split(names[0]);
            Dictionary<string, HashSet<string>> lists = kind == "only" ? _only : _bytes;
            if (!lists.TryGetValue(type, out HashSet<string>? members))
            {
                lists.Add(type, members = []);
            }

            members.UnionWith([.. first is null ? [] : new[] { first }, .. names[1..]]);
            return true;
        }

        HashSet<string>? set = kind switch
        {
            "namespace" => _namespaces,
            "type" => _types,
            "member" => _members,
            "numbers" => _numbers,
            "except" => names[0].Contains("::", StringComparison.Ordinal) ? _exceptMembers : _exceptTypes,
            _ => null,
        };
        set?.UnionWith(names);
        return set is not null;
    }

    private static (string Type, string? Member) Split(string name)
    {
        int at = name.IndexOf("::", StringComparison.Ordinal);
        return at < 0 ? (name, null) : (name[..at], name[(at + 2)..]);
    }

    /// <summary>A type's name in the lines: of the outermost type.</summary>
    private static TypeDef Outermost(TypeDef type) => type.DeclaringType is { } outer ? Outermost(outer) : type;

    /// <returns>Why a type is refused; null if it is allowed.</returns>
    public string? Refuses(TypeDef type, bool isLibrary)
    {
        TypeDef outer = Outermost(type);
        if (_exceptTypes.Contains(outer.FullName) || _exceptTypes.Contains(type.FullName))
        {
            return "is taken back";
        }

        if (!isLibrary || _namespaces.Contains(outer.Namespace) || _types.Contains(outer.FullName)
            || _only.ContainsKey(outer.FullName))
        {
            return null;
        }

        return "is not in the list of what safe code may name";
    }

    /// <summary>A generic method that may be called if all its type arguments are numbers.</summary>
    public bool IsOfNumbers(IMemberDef member) =>
        _bytes.TryGetValue(member.DeclaringType.FullName, out HashSet<string>? members)
        && members.Contains(member.Name);

    /// <returns>Why a member is refused; null if it is allowed. Its type is asked for on its own.</returns>
    public string? Refuses(IMemberDef member, bool isLibrary)
    {
        string type = member.DeclaringType.FullName;
        string name = member.Name, full = $"{type}::{name}";
        if (_members.Contains(full))
        {
            return null;
        }

        if (_exceptMembers.Contains(full) || _exceptMembers.Contains($"*::{name}"))
        {
            return "is taken back";
        }

        if (IsOfNumbers(member))
        {
            return "may have numbers for type arguments only";
        }

        if (_only.TryGetValue(type, out HashSet<string>? only))
        {
            return only.Contains(name) ? null : "is not among the members of its type that safe code may name";
        }

        // A delegate's constructor takes an address that only ldftn gives: the verifier's matter.
        if (name == ".ctor" && member.DeclaringType.IsDelegate)
        {
            return null;
        }

        if (Signature(member).Any(HasPointer))
        {
            return "has a pointer in its signature";
        }

        if (!isLibrary)
        {
            return null;
        }

        if (name.Contains("Unsafe", StringComparison.Ordinal) || name.Contains("Dangerous", StringComparison.Ordinal))
        {
            return "is called unsafe by its name";
        }

        IList<TypeSig> taken = member is MethodDef method ? method.MethodSig.Params : member is FieldDef field
            ? [field.FieldType] : [];
        return !_numbers.Contains(type) && taken.Any(HasNativeInteger)
            ? "takes a native integer, which may be an address" : null;
    }

    private static IEnumerable<TypeSig> Signature(IMemberDef member) => member switch
    {
        MethodDef method => [method.MethodSig.RetType, .. method.MethodSig.Params],
        FieldDef field => [field.FieldType],
        _ => [],
    };

    private static bool HasPointer(TypeSig? type) => type switch
    {
        null => false,
        PtrSig or FnPtrSig => true,
        GenericInstSig generic => generic.GenericArguments.Any(HasPointer),
        _ => HasPointer(type.Next),
    };

    private static bool HasNativeInteger(TypeSig? type) => type switch
    {
        null => false,
        { ElementType: ElementType.I or ElementType.U } => true,
        GenericInstSig generic => generic.GenericArguments.Any(HasNativeInteger),
        _ => HasNativeInteger(type.Next),
    };
}
