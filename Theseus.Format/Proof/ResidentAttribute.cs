namespace Theseus.Format;

/// <summary>
/// As <see cref="NoAllocationAttribute"/>, and part of the nano-core: it and all that it reaches is in memory before
/// the first page of a cell can be loaded.
/// </summary>
[AttributeUsage(AttributeTargets.Class | AttributeTargets.Struct | AttributeTargets.Method
    | AttributeTargets.Constructor)]
public sealed class ResidentAttribute : Attribute;
