using System.Text.RegularExpressions;
using Theseus.Build.Cells;
using Theseus.Build.World;

namespace Theseus.Build.Evolution;

/// <summary>
/// Finds in the names of pieces what the C# compiler has made up: types for closures, lambdas, iterators and async
/// methods, and methods for lambdas and local functions. It numbers them as they come, so that one more lambda gives
/// the others other names: such a name in two worlds may be two things. Only our own assemblies change.
/// <para>The native compiler writes an underscore for each bracket: <c>Prompt.&lt;&gt;c.&lt;Run&gt;b__3_0</c> is
/// <c>Shell_Shell_Prompt___c___Run_b__3_0</c>.</para>
/// </summary>
public sealed class CompilerMade
{
    /// <summary>A name begins here: some prefixes end with a letter or a digit.</summary>
    private const string Before = @"^|[^A-Za-z0-9]|^_ZTV\d+|^__writableData|STATICS|ThreadStaticIndex";

    private const string TypeOf = @"___(?:c__DisplayClass\d+_\d+|c__\d+|f__AnonymousType\d+|y__InlineArray\d+"
        + @"|z__[A-Za-z]+|[cO](?![A-Za-z0-9]))";

    private const string MemberOf = @"__[A-Za-z0-9_]*?_[bdegF]__[A-Za-z0-9]*(?:_[0-9]+)*(?![A-Za-z0-9])";

    private static readonly char[] s_digits = [.. "0123456789"];

    private readonly Regex _pattern;
    private readonly Dictionary<string, string[]> _known = [];

    /// <param name="assemblies">Names of our assemblies.</param>
    public CompilerMade(IEnumerable<string> assemblies)
    {
        string own = string.Join('|', assemblies.Select(WorldSymbols.Mangle).OrderByDescending(n => n.Length)
            .Select(Regex.Escape));
        _pattern = new Regex($@"(?<={Before})(?:{own})(?=_)[A-Za-z0-9_]*?(?:{TypeOf}|{MemberOf})",
            RegexOptions.CultureInvariant | RegexOptions.Compiled);
    }

    /// <summary>True for a piece that is one of them, or is made for one.</summary>
    public bool IsMentionedIn(string name) => MentionedIn(name).Length > 0;

    /// <summary>
    /// The outermost of them in a name, each from its assembly on: the type of a lambda, not the lambda.
    /// </summary>
    public string[] MentionedIn(string name)
    {
        if (_known.TryGetValue(name, out string[]? known))
        {
            return known;
        }

        return _known[name] = name.Contains("___", StringComparison.Ordinal) || HasLetter(name)
            ? [.. _pattern.Matches(Plain(name)).Select(m => m.Value).Distinct()] : [];
    }

    /// <summary>
    /// An object that a static constructor would have made is named after the type and the object's number.
    /// </summary>
    private static string Plain(string name) =>
        name.StartsWith(FrozenObjects.Prefix, StringComparison.Ordinal) ? name.TrimEnd(s_digits) : name;

    private static bool HasLetter(string name)
    {
        for (int at = name.IndexOf("__", 2, StringComparison.Ordinal); at > 1;
            at = name.IndexOf("__", at + 1, StringComparison.Ordinal))
        {
            if (name[at - 2] == '_' && "bdegF".Contains(name[at - 1]))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>True of a name in which one of them occurs as a whole.</summary>
    public static bool Mentions(string name, string made)
    {
        name = Plain(name);
        for (int at = name.IndexOf(made, StringComparison.Ordinal); at >= 0;
            at = name.IndexOf(made, at + 1, StringComparison.Ordinal))
        {
            ReadOnlySpan<char> rest = name.AsSpan(at + made.Length);
            bool isLonger = rest is [>= '0' and <= '9' or >= 'a' and <= 'z' or >= 'A' and <= 'Z', ..]
                || rest.StartsWith("__DisplayClass") || rest is ['_', '_', >= '0' and <= '9', ..];
            if (!isLonger)
            {
                return true;
            }
        }

        return false;
    }
}
