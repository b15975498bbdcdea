using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.KillMap;

/// <summary>A method as it was compiled: its main body with its funclets behind it.</summary>
/// <param name="Bytes">Of all, from the main body's first.</param>
/// <param name="Parts">Main body and funclets, by start.</param>
/// <param name="Clauses">Inner ones before outer ones.</param>
/// <param name="Targets">For each field that is relocated, the symbol that it leads to, where it has one.</param>
public sealed record MethodCode(
    ReadOnlyMemory<byte> Bytes, IReadOnlyList<MethodCode.Part> Parts, IReadOnlyList<MethodClause> Clauses,
    IReadOnlyDictionary<uint, string> Targets)
{
    /// <summary>A function of a method, in bytes from the main body's first.</summary>
    public readonly record struct Part(uint Start, uint Length, CellFunctionKind Kind)
    {
        /// <summary>One past its last byte.</summary>
        public uint End => Start + Length;
    }
}
