using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Native;

/// <summary>
/// The image's code that is not managed: our assembler files, and of static libraries what is still missing then.
/// </summary>
public static class NativeInput
{
    /// <summary>Assembles what has changed and gathers what <paramref name="world"/> leaves undefined.</summary>
    /// <exception cref="BuildException"><c>ToolFailed</c> with the assembler's errors.</exception>
    /// <param name="workspace">Where the assembler files are.</param>
    /// <param name="packages">Where the class library's native parts are.</param>
    /// <param name="world">What ILC made.</param>
    public static List<LinkInput> Gather(Workspace workspace, Packages packages, ElfObject world)
    {
        List<ElfObject> objects = Assemble(workspace).Select(ElfObject.Read).ToList();
        HashSet<string> defined = [
            .. objects.Append(world).SelectMany(o => Symbols(o, isDefined: true)), ImageHeader.Symbol];
        IEnumerable<string> missing = objects.Append(world).SelectMany(o => Symbols(o, isDefined: false)).Distinct()
            .Where(s => !defined.Contains(s));
        List<(string Cell, ElfObject Object)> library = NativeLibrary.Take(Libraries(packages), missing,
            defined.Contains);
        defined.UnionWith(library.SelectMany(taken => Symbols(taken.Object, isDefined: true)));
        List<LinkInput> inputs =
        [
            .. objects.Select(o => new LinkInput(o, isManaged: false)),
            .. library.Select(taken => new LinkInput(taken.Object, isManaged: false) { Library = taken.Cell }),
        ];
        if (MissingFunctions.Make(workspace, Symbols(world, isDefined: false), defined.Contains) is { } stubs)
        {
            inputs.Add(new LinkInput(stubs, isManaged: false) { Library = Cells.Cell.Library });
        }

        return inputs;
    }

    /// <summary>The static libraries that parts of the image come from.</summary>
    public static IReadOnlyList<NativeLibrary> Libraries(Packages packages) =>
        [.. CompressionLibrary.Open(packages), MuslLibrary.Open()];

    /// <summary>Every <c>Asm/*.S</c> of the tree, each to an object.</summary>
    public static List<string> Sources(Workspace workspace) =>
        [.. Directory.GetDirectories(workspace.Root, "Theseus.*").Select(p => Path.Combine(p, "Asm"))
        .Where(Directory.Exists)
            .SelectMany(folder => Directory.GetFiles(folder, "*.S")).Order(StringComparer.Ordinal)];

    private static List<string> Assemble(Workspace workspace)
    {
        List<string> objects = new();
        foreach (string source in Sources(workspace))
        {
            string result = workspace.Temporary($"native/{Path.GetFileNameWithoutExtension(source)}.o");
            string stamp = new Stamp().AddFolder(Path.GetDirectoryName(source)!).Add(source).Value();
            if (!Stamp.Holds(result + ".stamp", stamp, result))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(result)!);
                Tool.Run(result + ".log", "gcc",
                    "-c", "-g", "-Wa,--fatal-warnings", "-I", Path.GetDirectoryName(source)!, "-o", result, source);
                Stamp.Keep(result + ".stamp", stamp);
            }

            objects.Add(result);
        }

        return objects;
    }

    private static IEnumerable<string> Symbols(ElfObject elf, bool isDefined)
    {
        for (int i = 1; i < elf.SymbolCount; i++)
        {
            if (elf.Binding(i) != Elf.BindLocal && elf.SymbolName[i] != ""
                && elf.SymbolSection[i] != Elf.SectionUndefined == isDefined)
            {
                yield return elf.SymbolName[i];
            }
        }
    }
}
