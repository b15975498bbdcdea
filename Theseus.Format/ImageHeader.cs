using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>
/// Where everything is in the image that the boot loader brings: symbol <see cref="Symbol"/>, written by the linker and
/// read by the kernel that runs from it. Addresses are virtual where they are not said to be physical; ends are one
/// past the last byte.
/// </summary>
[StructLayout(LayoutKind.Sequential, Pack = 8, Size = Bytes)]
public struct ImageHeader
{
    /// <summary>Bytes of it.</summary>
    public const int Bytes = 256;

    /// <summary>The symbol that it is at.</summary>
    public const string Symbol = "theseus_image";

    /// <summary>The bytes "THSUET01".</summary>
    public const ulong ExpectedMagic = 0x3130_5445_5553_4854;

    public ulong Magic;
    public ulong ImageBase;
    public ulong ImageEnd;
    public ulong TextStart;
    public ulong TextEnd;
    public ulong ReadOnlyStart;
    public ulong ReadOnlyEnd;
    public ulong DataStart;
    public ulong DataEnd;
    public ulong ZeroStart;
    public ulong ZeroEnd;

    /// <summary><see cref="CellFunction"/>, by start; offsets count from <see cref="ImageBase"/>.</summary>
    public ulong Functions;
    public ulong FunctionCount;

    /// <summary>The records that <see cref="CellFunction.Cfi"/> leads to.</summary>
    public ulong Cfi;
    public ulong CfiBytes;

    /// <summary>The nano-core's description of itself, in the form of a cell file.</summary>
    public ulong NanoCell;
    public ulong NanoCellBytes;

    /// <summary><see cref="CellUnboxTarget"/>, by stub.</summary>
    public ulong UnboxTargets;
    public ulong UnboxTargetCount;

    /// <summary>Physical: the whole image in memory, the code that enters 64-bit mode included.</summary>
    public ulong BootStart;
    public ulong BootEnd;

    /// <summary>Assembly and C code, which lies within the text.</summary>
    public ulong NativeTextStart;
    public ulong NativeTextEnd;

    /// <summary>Compiled C#, which lies within the text.</summary>
    public ulong ManagedTextStart;
    public ulong ManagedTextEnd;

    /// <summary>
    /// State of which each program has its own (<see cref="OfInstanceAttribute"/>): from <see cref="DataStart"/> on.
    /// </summary>
    public ulong InstanceDataEnd;

    /// <summary>The same from <see cref="ZeroStart"/> on.</summary>
    public ulong InstanceZeroEnd;
}
