using System.Runtime.InteropServices;

namespace Theseus.Build.Evolution;

/// <summary>
/// What a source of ours declares and a compiled world no longer shows whole: a type's fields, or a method's
/// signature. 16 bytes of a <see cref="WorldBook"/>.
/// </summary>
/// <param name="Name">Hash of what is declared.</param>
/// <param name="Shape">Hash of how.</param>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly record struct Declared(ulong Name, ulong Shape);
