using System.Text.RegularExpressions;

namespace Theseus.Build.Native;

/// <summary>
/// What the image takes from musl's C library: functions of math and of memory and string, and the tables and
/// helpers behind them. Nothing that needs an operating system below it: memory, files, threads and printing
/// stay undefined, so that wanting them fails the link.
/// </summary>
public static partial class MuslLibrary
{
    public const string Path = "/usr/lib/x86_64-linux-musl/libc.a";

    [GeneratedRegex(
        @"^(acosh?|asinh?|atanh?|atan2|cbrt|ceil|copysign|cosh?|erfc?|exp(2|10|m1)?|fabs|fdim|floor|fma|fmax|fmin"
        + @"|fmod|frexp|hypot|ilogb|ldexp|l?l?r(int|ound)|log(10|1p|2|b)?|modf|nan|nearbyint|nextafter|pow|remainder"
        + @"|remquo|rint|round|scalbl?n|sincos|sinh?|sqrt|tanh?|tgamma|lgamma|trunc)f?$"
        + @"|^fe((clear|raise|test)except|(get|set)(round|env))$|^__fesetround$"
        + @"|^mem(cpy|move|set|cmp|chr|rchr|mem)$|^str(n?len|n?cmp|n?cpy|r?chr|n?cat|str)$"
        + @"|^__(math_\w+|exp2?f?_data|log2?f?_data|powf?_log2?_data|rem_pio2\w*|sin(df)?|cos(df)?|tan(df)?"
        + @"|expo2f?|signbit\w*|fpclassify\w*|memcpy_fwd\w*|memrchr|strchrnul|stpn?cpy|lgamma\w*|signgam)$")]
    private static partial Regex Allowed();

    /// <exception cref="BuildException"><c>LibraryMissing</c></exception>
    public static NativeLibrary Open() => File.Exists(Path)
        ? new NativeLibrary(Cells.Cell.Library, Path, Allowed().IsMatch)
        : throw new BuildException("LibraryMissing", $"{Path} is not there: install Debian's package musl-dev");
}
