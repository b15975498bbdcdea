using System.Collections.Immutable;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers.Structure;

/// <summary>
/// THS0008: an assembly refers only to assemblies of lower layers, and to its own layer's. The layers are the MSBuild
/// property <c>TheseusLayers</c>, lowest first, with commas between them (a semicolon starts a comment in the file by
/// which the compiler is told). An assembly's layer is what <c>[assembly: Layer]</c> or the assembly
/// metadata <c>TheseusLayer</c> says, or the MSBuild property <c>TheseusLayer</c>, or its name. One without a layer is
/// not of the system and may be referred to by all.
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class LayerAnalyzer : DiagnosticAnalyzer
{
    public override ImmutableArray<DiagnosticDescriptor> SupportedDiagnostics { get; } = [Rules.UpwardReference];

    public override void Initialize(AnalysisContext context)
    {
        context.EnableConcurrentExecution();
        context.ConfigureGeneratedCodeAnalysis(GeneratedCodeAnalysisFlags.None);
        context.RegisterCompilationAction(Analyze);
    }

    private static void Analyze(CompilationAnalysisContext context)
    {
        AnalyzerConfigOptions options = context.Options.AnalyzerConfigOptionsProvider.GlobalOptions;
        if (!options.TryGetValue("build_property.TheseusLayers", out string? declared))
        {
            return;
        }

        string[] layers = declared.Split([';', ','], StringSplitOptions.RemoveEmptyEntries).Select(l => l.Trim())
            .ToArray();
        IAssemblySymbol assembly = context.Compilation.Assembly;
        options.TryGetValue("build_property.TheseusLayer", out string? property);
        string name = Named(assembly) ?? (string.IsNullOrWhiteSpace(property) ? assembly.Name : property!.Trim());
        int height = Array.IndexOf(layers, name);
        if (height < 0)
        {
            if (Named(assembly) is { } unknown)
            {
                Report($"'{assembly.Name}' says it is of layer '{unknown}', which TheseusLayers does not declare");
            }

            return;
        }

        foreach (IAssemblySymbol reference in context.Compilation.SourceModule.ReferencedAssemblySymbols)
        {
            string other = Named(reference) ?? reference.Name;
            if (Array.IndexOf(layers, other) > height)
            {
                Report($"'{assembly.Name}' of layer '{name}' refers upwards to '{reference.Name}' of layer '{other}'");
            }
        }

        void Report(string message) =>
            context.ReportDiagnostic(Diagnostic.Create(Rules.UpwardReference, Location.None, message));
    }

    private static string? Named(IAssemblySymbol assembly)
    {
        if (Facts.Find(assembly, "LayerAttribute") is { ConstructorArguments: { Length: 1 } said }
            && Facts.Constant(said[0]) is string layer)
        {
            return layer;
        }

        foreach (AttributeData attribute in assembly.GetAttributes())
        {
            if (attribute is { AttributeClass.Name: "AssemblyMetadataAttribute",
                ConstructorArguments: { Length: 2 } pair }
                && Facts.Constant(pair[0]) is "TheseusLayer" && Facts.Constant(pair[1]) is string value)
            {
                return value;
            }
        }

        return null;
    }
}
