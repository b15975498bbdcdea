using System.Text.RegularExpressions;
using Theseus.Build.Objects;

namespace Theseus.Build.Native;

/// <summary>
/// What the image takes from musl's C library: functions of math and of memory and string, and the tables and
/// helpers behind them. Nothing that needs an operating system below it: memory, files, threads and printing
/// stay undefined, so that wanting them fails the link.
/// </summary>
public static partial class MuslLibrary
{
    public const string Path = "/usr/lib/x86_64-linux-musl/libc.a";

    [GeneratedRegex(@"^(acosh?|asinh?|atanh?|atan2|cbrt|ceil|copysign|cosh?|erfc?|exp(2|10|m1)?|fabs|fdim|floor|fma|fmax|fmin"
        + @"|fmod|frexp|hypot|ilogb|ldexp|l?l?r(int|ound)|log(10|1p|2|b)?|modf|nan|nearbyint|nextafter|pow|remainder"
        + @"|remquo|rint|round|scalbl?n|sincos|sinh?|sqrt|tanh?|tgamma|lgamma|trunc)f?$"
        + @"|^fe((clear|raise|test)except|(get|set)(round|env))$|^__fesetround$"
        + @"|^mem(cpy|move|set|cmp|chr|rchr|mem)$|^str(n?len|n?cmp|n?cpy|r?chr|n?cat|str)$"
        + @"|^__(math_\w+|exp2?f?_data|log2?f?_data|powf?_log2?_data|rem_pio2\w*|sin(df)?|cos(df)?|tan(df)?"
        + @"|expo2f?|signbit\w*|fpclassify\w*|memcpy_fwd\w*|memrchr|strchrnul|stpn?cpy|lgamma\w*|signgam)$")]
    private static partial Regex Allowed();

    /// <summary>The members that define <paramref name="wanted"/>, and those that these need in turn.</summary>
    /// <param name="wanted">Symbols that nothing else defines.</param>
    /// <param name="isDefined">Symbols that the rest of the image defines: a member must not define them again.</param>
    /// <exception cref="BuildException"><c>LibraryMissing</c></exception>
    public static List<ElfObject> Take(IEnumerable<string> wanted, Func<string, bool> isDefined)
    {
        if (!File.Exists(Path))
            throw new BuildException("LibraryMissing", $"{Path} is not there: install Debian's package musl-dev");
        var archive = new Archive(Path);
        var taken = new SortedDictionary<int, ElfObject>();
        var pending = new Stack<string>(wanted);
        while (pending.TryPop(out var symbol))
        {
            if (!Allowed().IsMatch(symbol) || isDefined(symbol))
                continue;
            if (archive.MemberDefining(symbol) is not { } member || taken.ContainsKey(member))
                continue;
            var elf = archive.Read(member);
            taken.Add(member, elf);
            for (var i = 1; i < elf.SymbolCount; i++)
            {
                if (elf.SymbolSection[i] == Elf.SectionUndefined && elf.SymbolName[i] != "")
                    pending.Push(elf.SymbolName[i]);
            }
        }
        return [.. taken.Values];
    }
}
