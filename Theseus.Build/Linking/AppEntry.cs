namespace Theseus.Build.Linking;

/// <summary>An app cell's entry: the name that the prompt knows it by, and the code of its Main.</summary>
public sealed record AppEntry(string Name, string Cell, string Symbol, bool TakesArguments, bool ReturnsStatus);
