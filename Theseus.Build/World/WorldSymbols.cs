using System.Text.RegularExpressions;

namespace Theseus.Build.World;

/// <summary>
/// Tells for each symbol of a world what to call it and which assembly it belongs to. Methods and types are
/// known exactly, from ILC's statistics. What is made for one of them (dictionaries, statics, clauses, stubs) is
/// named after it and belongs where it does; what belongs to none is the world's.
/// </summary>
public sealed partial class WorldSymbols(Statistics statistics, IEnumerable<string> assemblies)
{
    /// <summary>Owner of what no assembly owns.</summary>
    public const string World = "(world)";

    /// <summary>
    /// What ILC puts before symbols that it does not make for one assembly; some stand for a type all the same.
    /// </summary>
    private const string Prefix = Ilc.WorldName + "__";

    /// <summary>ILC's abbreviation of <c>System.Private.</c>.</summary>
    private const string PrivatePrefix = "S_P_";

    private readonly (string Mangled, string Name)[] _assemblies =
        [.. assemblies.Select(a => (Mangle(a), a)).OrderByDescending(p => p.Item1.Length)];

    [GeneratedRegex(@"^(InterfaceDispatchMap_|THREADSTATICS|FrozenObj_|SealedVTable_|GenericVariance_"
        + @"|__ehinfo_|_associatedData_|_lsda\d+|unbox_|Boxed_|<Boxed>|_ZTV\d+|__DelegateCtor_|__pinvoke_|__typemetadata_"
        + @"|__GenericDict_|__GenericLookupFromType_|__GenericLookupFromDict_|__GenericInstance_"
        + @"|__GCSTATICS|__NONGCSTATICS|__GCStaticEEType_|__writableData|__readonlydata_|__GetGCStaticBase_|__GetNonGCStaticBase_"
        + @"|__GetThreadStaticBase_|__TypeThreadStaticIndex|__fatpointer_|__fatunboxpointer_)+")]
    private static partial Regex MadeFor();

    /// <summary>For panics and stack traces.</summary>
    public string Readable(string symbol)
    {
        if (statistics.Method(symbol) is { } method)
        {
            return method.Name;
        }

        (string? assembly, string rest) = SplitAssembly(symbol);
        return assembly is null ? symbol : rest.Replace("__", ".", StringComparison.Ordinal);
    }

    /// <summary>The assembly whose source says a method; null for what the compiler has made up.</summary>
    public string? Source(string symbol) => statistics.Method(symbol)?.Source;

    /// <summary>The assembly, or <see cref="World"/>.</summary>
    public string Owner(string symbol)
    {
        if (statistics.Method(symbol) is { } method && method.Assembly != World)
        {
            return method.Assembly;
        }

        string plain = symbol.StartsWith(Prefix, StringComparison.Ordinal) ? symbol[Prefix.Length..] : symbol;
        plain = MakesDelegate().Replace(plain, "");
        string rest = MadeFor().Replace(plain, "");
        if ((statistics.Type(rest) ?? statistics.Method(rest)) is { } origin && origin.Assembly != World)
        {
            return origin.Assembly;
        }

        rest = MadeOfType().Replace(rest, "");
        // The closing brackets of what was taken off the front.
        for (string of = rest; of.Length > 0; of = of[..^1])
        {
            if (statistics.Type(of) is { } element && element.Assembly != World)
            {
                return element.Assembly;
            }

            if (of[^1] != '>')
            {
                break;
            }
        }

        return OwnArgument(rest) ?? SplitAssembly(rest).Assembly ?? (IsPrimitive().IsMatch(rest) ? CoreLibrary : World);
    }

    /// <summary>Types that are made of another one, which ILC's statistics do not list.</summary>
    [GeneratedRegex(@"^(__Array<|__MDArray\d*<|__Pointer<|__ByRef<|Boxed_)+")]
    private static partial Regex MadeOfType();

    /// <summary>
    /// What makes a delegate to a method is named after CoreLib's constructor first; it belongs where the method does.
    /// </summary>
    [GeneratedRegex(@"^__DelegateCtor_S_P_CoreLib_System_(Multicast)?Delegate__Initialize[A-Za-z]+__")]
    private static partial Regex MakesDelegate();

    /// <summary>
    /// Of the type arguments in a name those of our assemblies, and of these the one that comes last in dependency
    /// order: what ILC's statistics do not list (dictionaries, instances that share code) belongs where an instance
    /// that they list would.
    /// </summary>
    private string? OwnArgument(string symbol)
    {
        IReadOnlyList<string> own = statistics.OwnInOrder;
        for (int i = own.Count - 1; i >= 0; i--)
        {
            string mangled = Mangle(own[i]) + "_";
            for (int at = symbol.IndexOf(mangled, StringComparison.Ordinal); at >= 0;
                at = symbol.IndexOf(mangled, at + 1, StringComparison.Ordinal))
            {
                if (StartsArgument(symbol, at))
                {
                    return own[i];
                }
            }
        }

        return null;
    }

    /// <summary>Behind an opening bracket, or behind the two underscores between arguments.</summary>
    private static bool StartsArgument(string symbol, int at) => at > 0 && (symbol[at - 1] == '<'
        || (symbol.AsSpan(0, at).EndsWith("__") && symbol.AsSpan(0, at).Count('<') > symbol.AsSpan(0, at).Count('>')));

    private const string CoreLibrary = "System.Private.CoreLib";

    /// <summary>The types that ILC calls by a short name of their own.</summary>
    [GeneratedRegex(@"^(Object|String|Void|Bool|Char|U?Int(8|16|32|64|Ptr)|Single|Double)\b")]
    private static partial Regex IsPrimitive();

    private (string? Assembly, string Tail) SplitAssembly(string symbol)
    {
        foreach ((string mangled, string name) in _assemblies)
        {
            if (!symbol.StartsWith(mangled, StringComparison.Ordinal))
            {
                continue;
            }

            if (symbol.Length > mangled.Length && symbol[mangled.Length] == '_')
            {
                return (name, symbol[(mangled.Length + 1)..]);
            }
        }

        return (null, symbol);
    }

    /// <summary>An assembly's name as it starts a mangled symbol.</summary>
    public static string Mangle(string assembly)
    {
        const string longForm = "System.Private.";
        string name = assembly.StartsWith(longForm, StringComparison.Ordinal)
            ? PrivatePrefix + assembly[longForm.Length..] : assembly;
        return string.Concat(name.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'));
    }
}
