using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// What <c>Theseus.Build</c>'s linker says of the image it made (symbol <c>theseus_image</c>). Addresses are virtual
/// unless said otherwise; offsets are bytes from <see cref="ImageBase"/>.
/// </summary>
// SAFETY: written by the linker, which laid out what it describes; CodeRegions.Initialize checks the magic.
[StructLayout(LayoutKind.Sequential)]
internal readonly unsafe struct ImageHeader
{
    /// <summary>"THSEUT01", little endian.</summary>
    public const ulong ExpectedMagic = 0x3130_5455_4553_4854;

    public readonly ulong Magic;
    public readonly byte* ImageBase;
    public readonly byte* ImageEnd;
    public readonly byte* TextStart;
    public readonly byte* TextEnd;
    public readonly byte* RodataStart;
    public readonly byte* RodataEnd;
    public readonly byte* DataStart;
    public readonly byte* DataEnd;
    public readonly byte* BssStart;
    public readonly byte* BssEnd;
    public readonly FunctionEntry* Functions;
    public readonly ulong FunctionCount;
    public readonly byte* Cfi;
    public readonly ulong CfiBytes;

    /// <summary>The nano-core's description of itself, in the form of a cell file.</summary>
    public readonly byte* NanoCell;
    public readonly ulong NanoCellBytes;
    private readonly ulong _reserved0;
    private readonly ulong _reserved1;
    private readonly ulong _reserved2;
    public readonly UnboxTarget* UnboxTargets;
    public readonly ulong UnboxTargetCount;
    public readonly ulong BootStartPhysical;
    public readonly ulong BootEndPhysical;
    public readonly byte* NativeTextStart;
    public readonly byte* NativeTextEnd;
    public readonly byte* ManagedTextStart;
    public readonly byte* ManagedTextEnd;

    /// <summary>The header of the running image.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_image_address")]
    public static extern ImageHeader* Get();
}

/// <summary>One unwindable piece of code: a method's main body, one of its funclets, or native code.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
internal readonly struct FunctionEntry
{
    /// <summary>Offset of the first byte.</summary>
    public readonly uint Start;

    /// <summary>Length in bytes.</summary>
    public readonly uint Length;

    /// <summary>Offset into the CFI blob.</summary>
    public readonly uint Cfi;

    /// <summary>Offset of the exception clauses; 0 where there are none. On main bodies only.</summary>
    public readonly uint Clauses;

    private readonly uint _rootAndKind;

    /// <summary>Index of the method's main body.</summary>
    public uint Root => _rootAndKind & 0x3FFF_FFFF;

    /// <summary>Main body, funclet or native.</summary>
    public FunctionKind Kind => (FunctionKind)(_rootAndKind >> 30);
}

/// <summary>What a <see cref="FunctionEntry"/> is.</summary>
internal enum FunctionKind : uint
{
    /// <summary>The main body of a managed method.</summary>
    Root = 0,

    /// <summary>A catch, finally or fault funclet.</summary>
    Handler = 1,

    /// <summary>A filter funclet.</summary>
    Filter = 2,

    /// <summary>Assembly or C code.</summary>
    Native = 3,
}

/// <summary>Where an unboxing and instantiating stub leads: offsets from the cell's base.</summary>
[StructLayout(LayoutKind.Sequential)]
internal readonly struct UnboxTarget
{
    /// <summary>Set in <see cref="Target"/>: the rest is the number of an import.</summary>
    public const uint IsImport = 0x8000_0000;

    public readonly uint Stub;
    public readonly uint Target;
}
