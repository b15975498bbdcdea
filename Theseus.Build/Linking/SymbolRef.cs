namespace Theseus.Build.Linking;

/// <summary>
/// A symbol: number <see cref="Symbol"/> of input <see cref="Input"/>. Two inputs do not exist as files:
/// <see cref="Tables"/>, whose symbols the linker makes, and <see cref="Nowhere"/>, an undefined weak symbol, address
/// 0.
/// </summary>
public readonly record struct SymbolRef(int Input, int Symbol)
{
    public const int Tables = -1;
    public const int Nowhere = -2;
    public const int Missing = -3;
}
