namespace Theseus.Build.Linking;

/// <summary>
/// A symbol: number <see cref="Symbol"/> of input <see cref="Input"/>. Some inputs do not exist as files:
/// <see cref="Tables"/>, whose symbols the linker makes, <see cref="Nowhere"/>, an undefined weak symbol, address
/// 0, and <see cref="External"/>, what a running system has (<see cref="LinkGraph.Externals"/>).
/// </summary>
public readonly record struct SymbolRef(int Input, int Symbol)
{
    public const int Tables = -1;
    public const int Nowhere = -2;
    public const int Missing = -3;
    public const int External = -4;
}
