using System.Security.Cryptography;

namespace Theseus.Build.World;

/// <summary>
/// ILC's code generator (RyuJIT, a library of its own beside it) without the fault by which casts of constants vanish.
/// <para>The problem: a cast of an object that the compiler knows as a constant (a string literal, a <c>typeof</c>,
/// what a <c>static readonly</c> field refers to) has that object's value, so the constant takes the cast's place, and
/// the check that should have thrown goes with it: <c>((int[])(object)"text").Length</c> is 4. No option of the
/// compiler stops it.</para>
/// <para>The idea: where a constant takes the place of a tree, the code generator keeps what of that tree has effects,
/// but passes over its root, believing that what is a constant does not throw. The argument that says so is one byte of
/// one call; with 0 there the cast stays in front of the constant. The compiler is run with a copy in which that byte
/// is 0 (<c>--jitpath</c>). How the place was found, and all that it changes: docs/compiler-defects.md.</para>
/// </summary>
public static class CodeGenerator
{
    private const string FileName = "libclrjit_unix_x64_x64.so";

    /// <summary>Of the library in ILC 10.0.12: another one has its argument elsewhere, or the fault mended.</summary>
    private const string KnownHash = "D45B269AA3324C972BB5F4B5C1EB56216EC3899B3D44BAFC3583C025CD9602D5";

    /// <summary>
    /// The first byte of the operand in <c>mov r8d, 1</c> (the fifth argument, <c>ignoreRoot</c>) of the call of
    /// <c>gtWrapWithSideEffects</c> at the end of <c>Compiler::optVNBasedFoldConstExpr</c>.
    /// </summary>
    private const int IgnoreRootAt = 0xB97B5;

    /// <summary>What the compiler's package brings.</summary>
    public static string Original(Packages packages) =>
        Path.Combine(Path.GetDirectoryName(packages.Compiler)!, FileName);

    /// <summary>Makes the corrected copy if it is not there.</summary>
    /// <returns>Its path.</returns>
    /// <exception cref="BuildException"><c>UnknownCodeGenerator</c></exception>
    public static string Corrected(Workspace workspace, Packages packages)
    {
        byte[] corrected = Correct(File.ReadAllBytes(Original(packages)), packages.Version);
        string path = workspace.Temporary($"compiler/{FileName}");
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        if (!File.Exists(path) || !File.ReadAllBytes(path).AsSpan().SequenceEqual(corrected))
        {
            File.WriteAllBytes(path, corrected);
        }

        return path;
    }

    /// <param name="library">The library's bytes; changed in place.</param>
    /// <param name="version">Of the compiler, for the message.</param>
    /// <exception cref="BuildException"><c>UnknownCodeGenerator</c></exception>
    public static byte[] Correct(byte[] library, string version)
    {
        string hash = Convert.ToHexString(SHA256.HashData(library));
        if (hash != KnownHash)
        {
            throw new BuildException("UnknownCodeGenerator",
                $"the code generator of ILC {version} has SHA-256 {hash}, known is {KnownHash}: see "
                + $"docs/compiler-defects.md, "
                + "\"A new version of the compiler\", before casts of constants are trusted");
        }

        library[IgnoreRootAt] = 0;
        return library;
    }
}
