using System.Runtime.InteropServices;

namespace Theseus.Build.Evolution;

/// <summary>
/// A symbol that is not the name of a piece at the piece's first byte: 20 bytes of a <see cref="WorldBook"/>. A
/// MethodTable's name stands behind what the collector reads of the type, and some code has two names.
/// </summary>
/// <param name="Name">Hash of the symbol.</param>
/// <param name="Piece">As that of its <see cref="PieceHome"/>.</param>
/// <param name="Offset">Bytes into the piece.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct SymbolHome(ulong Name, ulong Piece, uint Offset);
