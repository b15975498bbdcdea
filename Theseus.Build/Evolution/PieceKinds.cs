using Theseus.Build.Cells;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>What a piece is to an evolution, as its name tells.</summary>
internal static class PieceKinds
{
    /// <summary>What the name of a MethodTable begins with.</summary>
    public const string TypePrefix = "_ZTV";

    private const string World = Ilc.WorldName + "_";
    private const string ThreadStaticIndex = "__TypeThreadStaticIndex";

    /// <summary>What the name of a string literal begins with; a hash of the text is in it.</summary>
    public const string Literal = World + "_Str_";

    /// <summary>What the compiler names after the world and makes for one thing in it.</summary>
    private static readonly string[] s_ofOne =
    [
        DispatchCells.Prefix, Literal, FrozenObjects.Prefix, World + "_RuntimeType_",
        World + "_InterfaceDispatchMap_", World + "_SealedVTable_",
    ];

    private static readonly string[] s_helpers = ["__", "unbox_", "<Boxed>"];

    private static readonly char[] s_digits = [.. "0123456789"];

    private static readonly string[] s_handles = [World + "_RuntimeMethodHandle_", World + "_RuntimeFieldHandle_"];

    private static readonly string[] s_shapes =
    [
        TypePrefix, World + "_SealedVTable_", World + "_InterfaceDispatchMap_", "__GCSTATICS", "__NONGCSTATICS",
        "__GCStaticEEType_", "__GenericVariance_", "__writableData", FrozenObjects.Prefix,
    ];

    private static readonly string[] s_threadStatics = [ThreadStaticIndex, "THREADSTATICS"];

    /// <summary>
    /// Tables of the whole world (metadata, maps of reflection, stack traces, the list of threads' statics), handles,
    /// which hold places in them, and the numbers of threads' statics. The running system keeps those that it was
    /// booted with.
    /// </summary>
    public static bool IsOfWorld(string name) => name.StartsWith(ThreadStaticIndex, StringComparison.Ordinal)
        || (name.StartsWith(World, StringComparison.Ordinal) && !StartsWithAny(name, s_ofOne));

    /// <summary>It holds a place in the world's metadata.</summary>
    public static bool IsHandle(string name) => StartsWithAny(name, s_handles);

    public static bool IsThreadStatic(string name) => StartsWithAny(name, s_threadStatics);

    /// <summary>An object that a static of a type refers to from the start, or that holds such statics.</summary>
    public static bool IsStaticObject(string name) => name.StartsWith(FrozenObjects.Prefix, StringComparison.Ordinal)
        || (InstanceStatics.AreReferences(name) && name.EndsWith(GcStatics.ObjectSuffix, StringComparison.Ordinal));

    /// <summary>Code that the compiler makes for its own use and no source says.</summary>
    public static bool IsHelper(string name) =>
        StartsWithAny(name, s_helpers);

    /// <summary>The mangled name of the type whose MethodTable a piece is; null for other pieces.</summary>
    public static string? TypeOf(string name) => name.StartsWith(TypePrefix, StringComparison.Ordinal)
        ? name[TypePrefix.Length..].TrimStart(s_digits) : null;

    public static bool IsConstructor(string name) => name.EndsWith("___cctor", StringComparison.Ordinal);

    /// <summary>Why a piece of data that exists and is named cannot change.</summary>
    public static RefusalReason ReasonOf(Piece data) => IsThreadStatic(data.Name) ? RefusalReason.ThreadStatics
        : data.Name.StartsWith("__GenericDict_", StringComparison.Ordinal) ? RefusalReason.DictionaryChanged
        : StartsWithAny(data.Name, s_shapes) ? RefusalReason.ShapeChanged
        : RefusalReason.DataChanged;

    private static bool StartsWithAny(string name, string[] prefixes) =>
        Array.Exists(prefixes, p => name.StartsWith(p, StringComparison.Ordinal));
}
