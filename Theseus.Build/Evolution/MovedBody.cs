using System.Runtime.InteropServices;

namespace Theseus.Build.Evolution;

/// <summary>A function whose body is not at its home: 16 bytes of a <see cref="WorldBook"/>.</summary>
/// <param name="Name">As that of its <see cref="PieceHome"/>.</param>
/// <param name="AtHome">Hash of the body that is at its home.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct MovedBody(ulong Name, ulong AtHome);
