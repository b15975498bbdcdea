using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.Native;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// Every native function that the class library can call has a definition, so that no call breaks a build.
/// </summary>
public sealed partial class NativeSymbolsTests
{
    /// <summary>
    /// With System.Globalization.Invariant, which every world is compiled with, the class library's code that calls ICU
    /// is constant false and not compiled (<see cref="Ilc"/>); there is nothing honest that these could answer.
    /// </summary>
    private const string NeverCompiled = "libSystem.Globalization.Native";

    private static readonly Lazy<HashSet<string>> s_defined = new(ReadDefined);

    public static TheoryData<string> Libraries => [.. Ilc.LinkedLibraries.Where(l => l != NeverCompiled)];

    [GeneratedRegex(@"\[RuntimeExport\(""(\w+)""\)\]")]
    private static partial Regex Export();

    [Theory]
    [MemberData(nameof(Libraries))]
    public void Every_function_that_the_class_library_calls_is_defined(string library)
    {
        HashSet<string> wanted = Wanted(library);
        Assert.NotEmpty(wanted);
        Assert.Empty(wanted.Except(s_defined.Value).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Every_native_part_defines_what_the_class_library_calls_and_nothing_else()
    {
        foreach (NativePart part in NativePart.All)
        {
            string folder = Path.GetDirectoryName(Workspace.Find().In(part.ProjectFile))!;
            Assert.Empty(Exports(folder).Except(Wanted(part.Library)).Order(StringComparer.Ordinal));
        }
    }

    /// <summary>
    /// Entry points of the P/Invokes into <paramref name="library"/> of all assemblies of the runtime pack.
    /// </summary>
    private static HashSet<string> Wanted(string library)
    {
        HashSet<string> wanted = new();
        foreach (string file in new Packages().Library)
        {
            using PEReader image = new(File.OpenRead(file));
            MetadataReader reader = image.GetMetadataReader();
            foreach (MethodDefinitionHandle handle in reader.MethodDefinitions)
            {
                MethodImport import = reader.GetMethodDefinition(handle).GetImport();
                if (!import.Module.IsNil
                    && reader.StringComparer.Equals(reader.GetModuleReference(import.Module).Name, library))
                {
                    wanted.Add(reader.GetString(import.Name));
                }
            }
        }

        return wanted;
    }

    /// <summary>What the trusted layers and the native parts export, and what the static libraries hold.</summary>
    private static HashSet<string> ReadDefined()
    {
        string[] folders = [.. new[] { "Theseus.Platform", "Theseus.Natives" }.Select(f => Workspace.Find().In(f))];
        HashSet<string> defined = folders.SelectMany(Exports).ToHashSet();
        foreach (NativeLibrary library in CompressionLibrary.Open(new Packages()))
        {
            defined.UnionWith(library.Symbols);
        }

        return defined;
    }

    private static IEnumerable<string> Exports(string folder) =>
        Directory.GetFiles(folder, "*.cs", SearchOption.AllDirectories)
        .SelectMany(f => Export().Matches(File.ReadAllText(f)).Select(m => m.Groups[1].Value));
}
