namespace Theseus.Build.Linking;

/// <summary>A section: number <see cref="Section"/> of input <see cref="Input"/>.</summary>
public readonly record struct SectionRef(int Input, int Section);
