namespace Theseus.Format;

/// <summary>
/// What it stands on, a method with its overloads or all methods of a type, allocates nothing on the collected heap,
/// checks no cast, runs no class constructor and calls no interface, and nor does anything that it reaches: it may run
/// beneath the runtime that would do so, or before it. The build proves it over the code that it links
/// (<c>Theseus.Build/Proof</c>), and fails with the way that breaks it.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method
    | AttributeTargets.Constructor)]
public sealed class NoAllocationAttribute : Attribute;
