using Theseus.Build.Native;

namespace Theseus.Build.World;

/// <summary>
/// One run of Native AOT's compiler over all assemblies of the system: IL in, one relocatable object out, in
/// which every method and datum is a section of its own.
/// </summary>
public static class Ilc
{
    /// <summary>Name of the object; ILC prefixes the world's own tables with it.</summary>
    public const string WorldName = "world";

    /// <summary>Symbol of the module header.</summary>
    public const string ModuleHeader = WorldName + "__ReadyToRunHeader";

    /// <summary>
    /// Libraries of the class library's P/Invokes whose functions are symbols that the link must find. A call into any
    /// other is a DllNotFoundException when it is made (docs/native-symbols.md).
    /// </summary>
    public static readonly string[] LinkedLibraries =
    [
        "libSystem.Native", "libSystem.Globalization.Native", "libSystem.Net.Security.Native",
            "libSystem.IO.Compression.Native",
        .. NativePart.All.Select(p => p.Library),
    ];

    /// <summary>
    /// Switches of the base class library, as an SDK build for Native AOT sets them: what cannot work without a
    /// JIT or without Linux around it is trimmed away.
    /// </summary>
    private static readonly (string Name, bool Value)[] s_features =
    [
        ("System.Globalization.Invariant", true),
        ("System.Linq.Enumerable.IsSizeOptimized", true),
        ("System.Globalization.PredefinedCulturesOnly", true),
        ("System.Resources.UseSystemResourceKeys", false),
        ("System.Diagnostics.Debugger.IsSupported", false),
        ("System.Diagnostics.Metrics.Meter.IsSupported", false),
        ("System.Diagnostics.Tracing.EventSource.IsSupported", false),
        ("System.StartupHookProvider.IsSupported", false),
        ("System.Reflection.Metadata.MetadataUpdater.IsSupported", false),
        ("System.Runtime.CompilerServices.RuntimeFeature.IsDynamicCodeSupported", false),
        ("System.Runtime.InteropServices.BuiltInComInterop.IsSupported", false),
        ("System.Runtime.Serialization.EnableUnsafeBinaryFormatterSerialization", false),
        ("System.Text.Encoding.EnableUnsafeUTF7Encoding", false),
        ("System.Text.Json.JsonSerializer.IsReflectionEnabledByDefault", false),
        ("System.Linq.Expressions.CanEmitObjectArrayDelegate", false),
    ];

    /// <summary>Compiles the world unless it is up to date.</summary>
    /// <exception cref="OperationCanceledException">The world has to be compiled anew.</exception>
    /// <exception cref="BuildException"><c>BrokenCode</c>, <c>ToolFailed</c>, and what <see cref="SymbolGate"/>
    /// throws.</exception>
    public static WorldObject Run(Workspace workspace, Packages packages, WorldInputs inputs, bool withDebugInformation,
        CancellationToken cancellation = default)
    {
        WorldObject result = new(workspace.Temporary($"{WorldName}.o"), workspace.Temporary($"{WorldName}.mstat"));
        ReflectionDescriptor descriptor = ReflectionDescriptor.Make([.. inputs.Own.Values], inputs.LibraryFiles);
        string descriptorFile = workspace.Temporary("reflection.xml");
        File.WriteAllText(descriptorFile, descriptor.Text);
        string names = workspace.Temporary($"{TypeNames.AssemblyName}.dll");
        File.WriteAllBytes(names, TypeNames.Make(descriptor.Types));
        List<string> response = Response(inputs, result, withDebugInformation);
        response.Add(names);
        response.Add($"--descriptor:{descriptorFile}");
        string codeGenerator = CodeGenerator.Corrected(workspace, packages);
        response.Add($"--jitpath:{codeGenerator}");
        string? directives = RunTimeGenerics.Make(inputs.OfPackages.Where(a => !a.IsTrimmable).Select(a => a.File),
            [.. inputs.Cells.Select(c => inputs.Own[c])]);
        string? directivesFile = directives is null ? null : workspace.Temporary("generics.rd.xml");
        if (directivesFile is not null)
        {
            File.WriteAllText(directivesFile, directives);
        }

        Stamp stamp = new Stamp().Add(directives ?? "").Add(packages.Version).Add(string.Join('\n', response))
            .Add(descriptor.Text)
            .AddFile(names, "type names").AddFile(codeGenerator, "code generator");
        foreach ((string name, string file) in inputs.Own)
        {
            stamp.AddFile(file, name);
        }

        string value = stamp.Value();

        string stampFile = workspace.Temporary("stamps/world");
        string[] whole = Whole(inputs);
        IReadOnlyList<IlcWay> ways = IlcWay.All(whole.Length > 0 || directivesFile is not null);
        foreach (IlcWay way in ways)
        {
            if (Stamp.Holds(stampFile, $"{value} {way}", result.Object, result.Statistics))
            {
                return result with { Stamp = $"{value} {way}" };
            }
        }

        File.Delete(stampFile);
        SymbolGate.Require(Files(inputs, inputs.Layers.Contains), Files(inputs, inputs.OwnCells.Contains),
            Files(inputs, name => !inputs.Layers.Contains(name) && !inputs.OwnCells.Contains(name)),
                NativeInput.Libraries(packages));
        string what =
            $"ILC: {inputs.Own.Count} assemblies of ours and packages, "
            + $"{inputs.LibraryFiles.Count} of the class library";
        IlcWay taken = Progress.Time(withDebugInformation ? what + ", -g"
            : what, () => Compile(workspace, packages, inputs, response, ways, whole, directivesFile,
                cancellation));
        Stamp.Keep(stampFile, $"{value} {taken}");
        return result with { Stamp = $"{value} {taken}" };
    }

    private static IEnumerable<string> Files(WorldInputs inputs, Predicate<string> chosen) =>
        inputs.Own.Where(o => chosen(o.Key)).Select(o => o.Value);

    /// <summary>The packages' assemblies that can be compiled whole.</summary>
    private static string[] Whole(WorldInputs inputs)
    {
        HashSet<string> assemblies = inputs.Own.Keys.Concat(inputs.Library).ToHashSet();
        return [.. inputs.OfPackages.Where(a => a.IsWhole(assemblies)).Select(a => a.Name)];
    }

    private static List<string> Response(WorldInputs inputs, WorldObject result, bool withDebugInformation)
    {
        List<string> lines =
        [
            .. inputs.Files,
            $"-o:{result.Object}", $"--mstat:{result.Statistics}",
            "--targetos:linux", "--targetarch:x64", "--multifile", "-O",
            // What every machine that the system runs on has: without it the compiler takes SSE2 and asks for the rest
            // at run time.
            "--instruction-set:x86-64-v2",
            // --multifile turns this off, and the runtime's statics must not need class constructors.
            "--preinitstatics",
            "--noinlinetls", "--methodbodyfolding:none", "--stacktracedata", "--scanreflection", "--reflectiondata:all",
            .. Packages.Initialised.Select(a => $"--initassembly:{a}"),
            "--generateunmanagedentrypoints:System.Private.CoreLib,HIDDEN",
            .. LinkedLibraries.Select(l => $"--directpinvoke:{l}"),
            .. s_features.Select(f => $"--feature:{f.Name}={(f.Value ? "true" : "false")}"),
            // What RuntimeInformation.RuntimeIdentifier answers, as the SDK's builds do.
            "--runtimeknob:RUNTIME_IDENTIFIER=linux-x64",
            .. inputs.Cells.Select(c => $"--root:{c}"),
            .. inputs.OfPackages.Select(a => $"--singlewarnassembly:{a.Name}"),
            $"--singlewarnassembly:{TypeNames.AssemblyName}",
        ];
        if (withDebugInformation)
        {
            lines.Add("-g");
        }

        return lines;
    }

    /// <returns>The way that it took.</returns>
    private static IlcWay Compile(Workspace workspace, Packages packages, WorldInputs inputs, List<string> response,
        IReadOnlyList<IlcWay> ways, string[] whole, string? directives, CancellationToken cancellation)
    {
        Stamp key = new Stamp().Add(packages.Version);
        foreach (PackageAssembly package in inputs.OfPackages)
        {
            key.AddFile(package.File, package.Name);
        }

        (string known, string keyValue) = (workspace.Temporary("stamps/ilc-way"), key.Value());
        long size = inputs.OfPackages.Sum(a => new FileInfo(a.File).Length);
        string log = workspace.Temporary("ilc.log");
        IlcWay way = ways.FirstOrDefault(w => Stamp.Holds(known, $"{keyValue} {w}")) ?? ways[0];
        if (way != ways[0])
        {
            Progress.Say($"ILC {way}: other ways failed on these packages before");
        }

        while (true)
        {
            string file = workspace.Temporary($"{WorldName}.rsp");
            File.WriteAllLines(file, response.Concat(way.Options(whole, directives)));
            IlcRun run = IlcRun.Start(log, packages.Compiler, "@" + file, IlcLimits.For(size, way.IsScanned),
                cancellation);
            if (run.End == IlcEnd.Done)
            {
                break;
            }

            if (way.After(run.End) is not { } next)
            {
                throw Failed(run);
            }

            Progress.Say($"ILC {way}: failed ({run.Reason(log)}); once more {next}");
            way = next;
        }

        Stamp.Keep(known, $"{keyValue} {way}");
        IlcOutput.Judge(log, workspace.Root, [.. inputs.OfPackages.Select(a => a.Name)], inputs.Versions);
        return way;

        BuildException Failed(IlcRun run) => run.End == IlcEnd.Failed ? Tool.Failed(log, "ilc", run.Code)
            : new BuildException("CompilerOverLimit",
                $"ILC took {run.Reason(log)} and was stopped; {Suspects(inputs.OfPackages)}");
    }

    private static string Suspects(IReadOnlyList<PackageAssembly> packages) => packages.Count == 0
        ? "no cell has packages: look for generic types of a cell's own code that nest without end"
        : "the packages are "
            + string.Join(", ", packages.Select(a => $"{a.Name} {a.Text} (cell {a.Project})"));
}
