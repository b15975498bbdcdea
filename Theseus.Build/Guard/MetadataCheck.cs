using dnlib.DotNet;
using dnlib.DotNet.MD;

namespace Theseus.Build.Guard;

/// <summary>
/// What an assembly says of itself that the compiler obeys: symbols, attributes, native code, forwarders.
/// </summary>
public static class MetadataCheck
{
    /// <summary>
    /// Attributes that the compiler of the world, or its code generator, knows by name alone, whoever declares them.
    /// Each opens something.
    /// </summary>
    private static readonly Dictionary<string, GuardRule> s_forbidden = new()
    {
        ["System.Runtime.RuntimeImportAttribute"] = GuardRule.RuntimeSymbol,
        ["System.Runtime.RuntimeExportAttribute"] = GuardRule.RuntimeSymbol,
        ["System.Runtime.InteropServices.UnmanagedCallersOnlyAttribute"] = GuardRule.RuntimeSymbol,
        ["System.Runtime.InteropServices.DllImportAttribute"] = GuardRule.NativeImport,
        ["System.Runtime.InteropServices.LibraryImportAttribute"] = GuardRule.NativeImport,
        ["System.Runtime.InteropServices.SuppressGCTransitionAttribute"] = GuardRule.NativeImport,
        ["System.Security.SuppressUnmanagedCodeSecurityAttribute"] = GuardRule.ForbiddenAttribute,
        ["System.Runtime.CompilerServices.FixedBufferAttribute"] = GuardRule.FixedBuffer,
    };

    /// <summary>
    /// Attributes in the runtime's namespaces that C# compilers and old libraries declare themselves.
    /// </summary>
    private static readonly HashSet<string> s_ownDeclared =
    [
        .. new[]
        {
            "AsyncMethodBuilder", "CallerArgumentExpression", "CallerFilePath", "CallerLineNumber", "CallerMemberName",
                "CollectionBuilder",
            "CompilerFeatureRequired", "CompilerGenerated", "Extension", "ExtensionMarker", "InlineArray",
                "InterpolatedStringHandler",
            "InterpolatedStringHandlerArgument", "IsByRefLike", "IsReadOnly", "IsUnmanaged", "ModuleInitializer",
                "NativeInteger",
            "Nullable", "NullableContext", "NullablePublicOnly", "OverloadResolutionPriority", "ParamCollection",
                "RefSafetyRules",
            "RequiredMember", "RequiresLocation", "ScopedRef", "TupleElementNames", "TypeForwardedFrom",
                "EnumeratorCancellation",
            "IteratorStateMachine", "AsyncStateMachine", "AsyncIteratorStateMachine", "CompilerLoweringPreserve",
        }.Select(n => $"System.Runtime.CompilerServices.{n}Attribute"),
        "System.Runtime.Versioning.SupportedOSPlatformAttribute",
            "System.Runtime.Versioning.UnsupportedOSPlatformAttribute",
        "System.Runtime.Versioning.SupportedOSPlatformGuardAttribute",
            "System.Runtime.Versioning.UnsupportedOSPlatformGuardAttribute",
        "System.Runtime.Versioning.RequiresPreviewFeaturesAttribute", "System.Runtime.Versioning.OSPlatformAttribute",
    ];

    /// <param name="module">The assembly.</param>
    /// <param name="name">Its name.</param>
    /// <param name="isPackage">Its native calls are bound to nothing: each throws when it is made
    /// (Theseus.Build/World/SymbolGate.cs).</param>
    /// <param name="isLibrary">The class library's modules.</param>
    public static IEnumerable<Finding> Run(ModuleDefMD module, string name, bool isPackage,
        Func<ModuleDef, bool> isLibrary)
    {
        Finding Found(GuardRule rule, string member, string what) => new(rule, name, member, -1, what);
        if (!module.IsILOnly || (module.Cor20HeaderFlags & ComImageFlags.NativeEntryPoint) != 0
            || module.Metadata.ImageCor20Header.VTableFixups.Size != 0)
        {
            yield return Found(GuardRule.NativeCode, module.Name, "it holds native code");
        }

        if (module.Assembly is { Modules.Count: > 1 } || module.TablesStream.FileTable.Rows > 0)
        {
            yield return Found(GuardRule.NativeCode, module.Name, "it consists of several files");
        }

        // What is forwarded among packages and to the class library is found behind the forwarder, and judged there.
        foreach (ExportedType forwarder in module.ExportedTypes.Where(e => Destination(e) is not AssemblyRef to
            || to.Name.StartsWith("Theseus.")))
        {
            yield return Found(GuardRule.Forwarder, forwarder.FullName, $"is forwarded to {forwarder.Implementation}");
        }

        foreach (Finding finding in Symbols(module, name).Where(f => !isPackage || f.Rule != GuardRule.NativeImport))
        {
            yield return finding;
        }

        foreach ((string owner, CustomAttribute attribute) in Attributes(module))
        {
            string full = attribute.TypeFullName;
            if (s_forbidden.TryGetValue(full, out GuardRule rule))
            {
                if (rule is not (GuardRule.RuntimeSymbol or GuardRule.NativeImport))
                {
                    yield return Found(rule, owner, $"[{full}]");
                }
            }
            else if (IsOfTheRuntime(full) && !s_ownDeclared.Contains(full)
                && (attribute.AttributeType?.ResolveTypeDef() is not { } type || !isLibrary(type.Module)))
            {
                yield return Found(GuardRule.ForbiddenAttribute, owner, $"[{full}], which is not the class library's");
            }
        }
    }

    /// <summary>A nested type goes where the type around it goes.</summary>
    private static IImplementation Destination(ExportedType type)
    {
        for (int depth = 0; depth < DeepestNesting && type.Implementation is ExportedType outer; depth++)
        {
            type = outer;
        }

        return type.Implementation;
    }

    private const int DeepestNesting = 16;

    /// <summary>
    /// What a method may ask of the compiler of its code; others change what its instructions mean (0x2000: an
    /// asynchronous method).
    /// </summary>
    private const MethodImplAttributes PlainImplementation = MethodImplAttributes.NoInlining
        | MethodImplAttributes.AggressiveInlining
        | MethodImplAttributes.NoOptimization | MethodImplAttributes.AggressiveOptimization
        | MethodImplAttributes.Synchronized
        | MethodImplAttributes.PreserveSig | MethodImplAttributes.SecurityMitigations;

    private static bool IsOfTheRuntime(string attribute) =>
        attribute.StartsWith("System.Runtime.", StringComparison.Ordinal)
        || attribute.StartsWith("Internal.", StringComparison.Ordinal)
        || (attribute.StartsWith("System.", StringComparison.Ordinal) && attribute.LastIndexOf('.') == "System".Length);

    /// <summary>What binds a symbol of the image or defines one.</summary>
    public static IEnumerable<Finding> Symbols(ModuleDefMD module, string name)
    {
        foreach (MethodDef method in module.GetTypes().SelectMany(t => t.Methods))
        {
            Finding Found(GuardRule rule, string what) => new(rule, name, method.FullName, -1, what);
            if (method.IsPinvokeImpl || method.HasImplMap)
            {
                yield return Found(GuardRule.NativeImport,
                    $"imports {method.ImplMap?.Name} of {method.ImplMap?.Module?.Name}");
            }

            if (method.IsNative || method.IsUnmanaged || method.IsUnmanagedExport)
            {
                yield return Found(GuardRule.NativeCode, "is native code");
            }

            if ((method.ImplAttributes & ~PlainImplementation) != 0 && !method.IsInternalCall && !method.IsForwardRef
                && !method.IsNative && !method.IsRuntime)
            {
                yield return Found(GuardRule.ForbiddenAttribute,
                    $"[MethodImpl] with {method.ImplAttributes & ~PlainImplementation}");
            }

            if (method.IsInternalCall || method.IsForwardRef)
            {
                yield return Found(GuardRule.RuntimeSymbol, "is made by the runtime (InternalCall)");
            }

            if (method.IsRuntime
                && !(method.DeclaringType.IsDelegate
                && method.Name.String is ".ctor" or "Invoke" or "BeginInvoke" or "EndInvoke"))
            {
                yield return Found(GuardRule.RuntimeSymbol, "is made by the runtime");
            }

            foreach (CustomAttribute attribute in method.CustomAttributes)
            {
                if (s_forbidden.TryGetValue(attribute.TypeFullName, out GuardRule rule)
                    && rule is GuardRule.RuntimeSymbol or GuardRule.NativeImport)
                {
                    yield return Found(rule, $"[{attribute.TypeFullName}]");
                }

                if (attribute.TypeFullName is "System.Runtime.CompilerServices.IntrinsicAttribute"
                    or "System.Runtime.CompilerServices.UnsafeAccessorAttribute")
                {
                    yield return Found(GuardRule.ForbiddenAttribute, $"[{attribute.TypeFullName}]");
                }
            }

            if (!method.HasBody && !method.IsAbstract && !method.IsPinvokeImpl && !method.IsInternalCall
                && !method.IsRuntime)
            {
                yield return Found(GuardRule.RuntimeSymbol, "has no body");
            }
        }
    }

    private static IEnumerable<(string Owner, CustomAttribute Attribute)> Attributes(ModuleDefMD module)
    {
        IEnumerable<(string, CustomAttribute)> Of(string owner, IHasCustomAttribute item) =>
            item.CustomAttributes.Select(a => (owner, a));
        IEnumerable<(string, CustomAttribute)> all = Of(module.Name, module);
        if (module.Assembly is { } assembly)
        {
            all = all.Concat(Of(assembly.Name, assembly));
        }

        foreach (TypeDef type in module.GetTypes())
        {
            all = all.Concat(Of(type.FullName, type))
                .Concat(type.GenericParameters.SelectMany(p => Of(type.FullName, p)))
                .Concat(type.Fields.SelectMany(f => Of(f.FullName, f)))
                .Concat(type.Properties.SelectMany(p => Of(p.FullName, p)))
                .Concat(type.Events.SelectMany(e => Of(e.FullName, e)))
                .Concat(type.Methods.SelectMany(m => Of(m.FullName, m)
                    .Concat(m.ParamDefs.SelectMany(p => Of(m.FullName, p)))
                    .Concat(m.GenericParameters.SelectMany(p => Of(m.FullName, p)))));
        }

        return all;
    }
}
