namespace Theseus.Platform.Interfaces;

/// <summary>What may replace the text between <paramref name="Start"/> and the cursor.</summary>
/// <param name="Start">UTF-16 index in the text before the cursor where the word to complete begins.</param>
/// <param name="Candidates">Whole replacements, each with what should follow it (a space, say); empty where there is
/// none.</param>
public readonly record struct Completion(int Start, IReadOnlyList<string> Candidates);
