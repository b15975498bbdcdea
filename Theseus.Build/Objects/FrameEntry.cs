namespace Theseus.Build.Objects;

/// <summary>
/// One frame description entry: how to unwind the <see cref="Length"/> bytes of code that start
/// <see cref="CodeAddend"/> bytes past <see cref="CodeSymbol"/>. Symbols are indices in the object's table;
/// <see cref="LsdaSymbol"/> is 0 where there is none. Instructions lie in the object's bytes.
/// </summary>
public readonly record struct FrameEntry(
    int CodeSymbol, long CodeAddend, int Length, int LsdaSymbol, CommonFrame Common, int Instructions,
    int InstructionBytes);
