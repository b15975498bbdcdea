using System.Collections.Immutable;
using System.IO;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.Diagnostics;

namespace Theseus.Analyzers;

/// <summary>
/// The list of banned APIs judges what a cell's author writes, not what a package's source generator adds to it: that
/// is the package's code, and is checked with the package, as the assembly that it becomes.
/// <para>A generator's output is told by its path: it has none on disk, or one in the project's folder for intermediate
/// files.</para>
/// </summary>
[DiagnosticAnalyzer(LanguageNames.CSharp)]
public sealed class GeneratedCode : DiagnosticSuppressor
{
    private static readonly SuppressionDescriptor s_bannedApi = new("THSS0001", "RS0030",
        "Written by a package's source generator");

    public override ImmutableArray<SuppressionDescriptor> SupportedSuppressions => [s_bannedApi];

    public override void ReportSuppressions(SuppressionAnalysisContext context)
    {
        context.Options.AnalyzerConfigOptionsProvider.GlobalOptions.TryGetValue("build_property.ProjectDir",
            out string? project);
        foreach (Diagnostic diagnostic in context.ReportedDiagnostics)
        {
            if (diagnostic.Location.SourceTree?.FilePath is { } path && IsGenerated(path, project))
            {
                context.ReportSuppression(Suppression.Create(s_bannedApi, diagnostic));
            }
        }
    }

    internal static bool IsGenerated(string path, string? projectFolder) => !Path.IsPathRooted(path)
        || (!string.IsNullOrEmpty(projectFolder)
        && path.StartsWith(Path.Combine(projectFolder, "obj") + "/", System.StringComparison.Ordinal));
}
