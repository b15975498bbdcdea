using Theseus.Build;
using Theseus.Build.Linking;
using Theseus.Build.Objects;

namespace Theseus.Tests.Build;

/// <summary>Small objects for tests, made by the real assembler.</summary>
internal sealed class Assembler : IDisposable
{
    private int _count;

    public string Folder { get; } = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public string File(string name) => Path.Combine(Folder, name);

    /// <summary>Path of the object that <paramref name="source"/> (AT&amp;T syntax) assembles to.</summary>
    public string Assemble(string source)
    {
        string name = $"t{_count++}";
        System.IO.File.WriteAllText(File(name + ".s"), source + "\n");
        Tool.Run(File(name + ".log"), "as", "-o", File(name + ".o"), File(name + ".s"));
        return File(name + ".o");
    }

    public ElfObject Object(string source) => ElfObject.Read(Assemble(source));

    public LinkInput Managed(string source) => new(Object(source), isManaged: true);

    public LinkInput Native(string source) => new(Object(source), isManaged: false);

    /// <summary>The least that an image needs: its entry, which keeps <paramref name="used"/> alive.</summary>
    public LinkInput Boot(params string[] used) => Native($"""
            .section .boot,"ax",@progbits
            .globl theseus_boot32
        theseus_boot32: hlt
            {string.Join("\n    ", used.Select(u => $".quad {u}"))}
        """);

    public void Dispose() => Directory.Delete(Folder, recursive: true);
}
