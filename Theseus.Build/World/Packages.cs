using System.Reflection;

namespace Theseus.Build.World;

/// <summary>
/// The two pinned packages that a world is made with: the compiler, and the base class library built for it.
/// NuGet fetched them when this program was restored (they are its PackageDownloads).
/// </summary>
public sealed class Packages
{
    private const string RuntimePack = "microsoft.netcore.app.runtime.nativeaot.linux-x64";
    private const string CompilerPack = "runtime.linux-x64.microsoft.dotnet.ilcompiler";

    /// <summary>Assemblies that initialise themselves before any other managed code, in this order.</summary>
    public static readonly string[] Initialised =
    [
        "System.Private.CoreLib", "System.Private.StackTraceMetadata", "System.Private.TypeLoader",
            "System.Private.Reflection.Execution",
    ];

    public string Version { get; }

    /// <summary>The compiler, an executable.</summary>
    public string Compiler { get; }

    /// <summary>All assemblies of the base class library.</summary>
    public IReadOnlyList<string> Library { get; }

    private readonly string _native;

    /// <summary>A static library of the class library's native parts.</summary>
    /// <exception cref="BuildException"><c>PackageMissing</c></exception>
    public string NativeLibrary(string file) => Require(Path.Combine(_native, file));

    /// <exception cref="BuildException"><c>PackageMissing</c></exception>
    public Packages()
    {
        Version = typeof(Packages).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>()
            .First(a => a.Key == "TheseusIlcVersion").Value!;
        string root = Environment.GetEnvironmentVariable("NUGET_PACKAGES") is { Length: > 0 } set
            ? set : Path.Combine(Environment.GetFolderPath(Environment.SpecialFolder.UserProfile), ".nuget",
            "packages");
        string pack = Path.Combine(root, RuntimePack, Version, "runtimes", "linux-x64");
        Compiler = Require(Path.Combine(root, CompilerPack, Version, "tools", "ilc"));
        Require(Path.Combine(pack, "native", "System.Private.CoreLib.dll"));
        _native = Path.Combine(pack, "native");
        Library = [.. Assemblies(Path.Combine(pack, "lib", "net10.0")), .. Assemblies(Path.Combine(pack, "native"))];
    }

    private static IEnumerable<string> Assemblies(string folder) =>
        Directory.GetFiles(folder, "*.dll").Order(StringComparer.Ordinal);

    private static string Require(string path) => File.Exists(path) ? path
        : throw new BuildException("PackageMissing",
        $"{path} is not there: run 'dotnet restore Theseus.Build' with a network");
}
