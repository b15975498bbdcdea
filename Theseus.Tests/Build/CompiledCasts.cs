using Microsoft.CodeAnalysis.CSharp;
using Theseus.Build;
using Theseus.Build.Objects;
using Theseus.Build.World;
using Theseus.Tests.Analyzers;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// One C# source through Roslyn and ILC with one code generator: tells which methods still call the checks of casts.
/// </summary>
internal sealed class CompiledCasts
{
    private const string Assembly = "Sample", Check = "System_Runtime_TypeCast__";

    private readonly ElfObject _object;

    /// <summary>What ILC made.</summary>
    public ElfObject Object => _object;

    private CompiledCasts(ElfObject @object) => _object = @object;

    /// <param name="folder">For the files on the way.</param>
    /// <param name="source">Holds a class <c>Casts</c>.</param>
    /// <param name="codeGenerator">The library that makes machine code.</param>
    public static CompiledCasts Compile(string folder, string source, string codeGenerator)
    {
        (string input, string output) =
            (Path.Combine(folder, $"{Assembly}.dll"), Path.Combine(folder, $"{Assembly}.o"));
        string usings =
            "using System;\nusing System.Collections.Generic;\nusing System.Linq;\nusing "
                + "System.Runtime.CompilerServices;\n";
        Microsoft.CodeAnalysis.Emit.EmitResult emitted = CSharpCompilation.Create(Assembly,
            [CSharpSyntaxTree.ParseText(usings + source)], Analyzers.Check.References,
            new CSharpCompilationOptions(Microsoft.CodeAnalysis.OutputKind.DynamicallyLinkedLibrary,
                optimizationLevel: Microsoft.CodeAnalysis.OptimizationLevel.Release)).Emit(input);
        Assert.True(emitted.Success, string.Join('\n', emitted.Diagnostics));
        Packages packages = new();
        Tool.Run(Path.Combine(folder, "ilc.log"), packages.Compiler,
            [input, .. packages.Library.Select(file => $"-r:{file}"), $"-o:{output}",
            "--targetos:linux", "--targetarch:x64", "--multifile", "-O", "--preinitstatics",
                "--methodbodyfolding:none", $"--root:{Assembly}",
            $"--jitpath:{codeGenerator}"]);
        return new CompiledCasts(ElfObject.Read(output));
    }

    /// <summary>The method refers to one of the class library's cast functions.</summary>
    public bool Checks(string method) => References(method).Any(name => name.Contains(Check, StringComparison.Ordinal));

    private IEnumerable<string> References(string method)
    {
        int section = _object.SymbolSection[Array.IndexOf(_object.SymbolName, $"{Assembly}_Casts__{method}")];
        for (int i = 0; i < _object.RelocationCount(section); i++)
        {
            yield return _object.SymbolName[_object.RelocationAt(section, i).Symbol];
        }
    }
}
