using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>Where an unboxing and instantiating stub leads.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct CellUnboxTarget(uint stub, uint target) : ISorted<CellUnboxTarget>
{
    /// <summary><see cref="Target"/>: set if the rest is the index of an import.</summary>
    public const uint IsImport = 0x8000_0000;

    /// <summary>Cell offset of the stub.</summary>
    public readonly uint Stub = stub;

    /// <summary>Cell offset of the method; or, with <see cref="IsImport"/>, an import.</summary>
    public readonly uint Target = target;

    static ulong ISorted<CellUnboxTarget>.KeyOf(in CellUnboxTarget entry) => entry.Stub;
}
