using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Testing;
using Microsoft.CodeAnalysis.Diagnostics;
using Microsoft.CodeAnalysis.Testing;

namespace Theseus.Tests.Analyzers;

/// <summary>
/// Runs one analyzer over a source in which <c>{|THS0001:…|}</c> marks what it must report: that and nothing else. The
/// source sees the ownership attributes and this process's base class library, so no test needs a network.
/// </summary>
internal static class Check
{
    /// <summary>Names that ownership tests use.</summary>
    public const string Prelude = """
        using System;
        using System.Collections.Generic;
        using System.Threading.Tasks;
        using Theseus;

        [Owned]
        public readonly struct Frames : IDisposable
        {
            public Frames(int count) => Count = count;
            public static Frames Allocate(int count) => new(count);
            public static bool Try(int count, out Frames frames) { frames = new(count); return true; }
            public static Error TryNamed(int count, out Frames frames) { frames = new(count); return Error.None; }
            public static void Make(out Frames frames) => frames = new(1);
            [ConsumesThis(OnSuccess = true)]
            public Error TryJoin([Moves(OnSuccess = true)] Frames next, out Frames both) { both = default; return Error.Full; }
            public int Count { get; }
            public bool IsEmpty => Count == 0;
            public void Touch() { }
            public Span<byte> AsSpan() => default;
            public Memory<byte> AsMemory() => default;
            [View] public Window Look() => new();
            [ConsumesThis] public (Frames Low, Frames High) Split(int at) => default;
            [ConsumesThis] public Frames Trim() => default;
            public void Dispose() { }
        }

        [Owned]
        public class Device : IDisposable
        {
            public static Device Open() => new();
            public int Id;
            public void Dispose() { }
        }

        public class Window { public int Width; }
        public enum Error { None, Full }

        public static class Calls
        {
            public static void Borrow(Frames frames) { }
            public static void Give([Moves] Frames frames) { frames.Dispose(); }
            public static void Give([Moves] Device device) { device.Dispose(); }
            [NeverThrows] public static void Quietly() { }
            public static void Work() { }
            [NeverThrows] public static bool Ask() => true;
        }

        """;

    /// <summary>Analyzes <paramref name="members"/> of a class, after <see cref="Prelude"/>.</summary>
    public static Task Ownership<TAnalyzer>(string members)
        where TAnalyzer : DiagnosticAnalyzer, new() =>
        Source<TAnalyzer>($"{Prelude}public partial class Subject\n{{\n{members}\n}}\n");

    public static Task Source<TAnalyzer>(string source, params (string Key, string Value)[] properties)
        where TAnalyzer : DiagnosticAnalyzer, new()
    {
        CSharpAnalyzerTest<TAnalyzer, DefaultVerifier> test = new();
        Prepare(test, source);
        if (properties.Length > 0)
        {
            test.TestState.AnalyzerConfigFiles.Add(("/.globalconfig",
                "is_global = true\n" + string.Concat(properties.Select(p => $"{p.Key} = {p.Value}\n"))));
        }

        return test.RunAsync();
    }

    public static void Prepare(AnalyzerTest<DefaultVerifier> test, string source)
    {
        test.TestState.Sources.Add(source);
        test.ReferenceAssemblies = new ReferenceAssemblies("net10.0");
        test.TestBehaviors |= TestBehaviors.SkipGeneratedCodeCheck;
        test.SolutionTransforms.Add((solution, id) =>
        {
            Project project = solution.GetProject(id)!;
            return project
                .WithCompilationOptions(((CSharpCompilationOptions)project.CompilationOptions!).WithAllowUnsafe(true))
                .WithParseOptions(
                ((CSharpParseOptions)project.ParseOptions!).WithLanguageVersion(LanguageVersion.Preview))
                .AddMetadataReferences(References).Solution;
        });
    }

    /// <summary>The base class library and the attributes.</summary>
    public static MetadataReference[] References { get;
        } = [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!)
        .Split(Path.PathSeparator)
        .Where(p => Path.GetFileName(p).StartsWith("System.", StringComparison.Ordinal)
        || p == typeof(OwnedAttribute).Assembly.Location)
        .Append(typeof(OwnedAttribute).Assembly.Location).Distinct().Select(p => MetadataReference.CreateFromFile(p))];
}
