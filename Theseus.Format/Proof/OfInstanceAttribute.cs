namespace Theseus.Format;

/// <summary>
/// The type's statics are part of the state that each program has for its own (docs/programs.md), though the type is
/// one of the kernel's. The build puts those of the nano-core together, where the image's header says, and the others
/// into a cell that is not the kernel's.
/// </summary>
[AttributeUsage(AttributeTargets.Class)]
public sealed class OfInstanceAttribute : Attribute;
