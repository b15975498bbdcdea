using Theseus.Build.World;

namespace Theseus.Build.Native;

/// <summary>
/// The native part of System.IO.Compression, as Microsoft builds it into Native AOT programs: zlib-ng, Brotli, and the
/// entry points that the class library calls. Of the same package and version as the class library itself. What it
/// needs below it are a few functions of C's library: memory and string from musl, allocation from Theseus.Platform.
/// </summary>
public static class CompressionLibrary
{
    private const string Cell = "libSystem.IO.Compression.Native";

    /// <summary>Archives of the runtime pack, the one that refers to the others first.</summary>
    private static readonly string[] s_archives =
        [Cell + ".a", "libbrotlienc.a", "libbrotlidec.a", "libbrotlicommon.a", "libz.a"];

    public static IEnumerable<NativeLibrary> Open(Packages packages) =>
        s_archives.Select(file => new NativeLibrary(Cell, packages.NativeLibrary(file), IsNotOfFiles));

    /// <summary>
    /// zlib's own reading and writing of files (gzopen and so on) wants a C library over an operating system.
    /// </summary>
    private static bool IsNotOfFiles(string symbol) => !symbol.StartsWith("gz", StringComparison.Ordinal);
}
