namespace Theseus.Build.Machine.Evolving;

/// <summary>What a running system says to a request.</summary>
/// <param name="IsDone">It was done; else it was refused, and nothing has changed.</param>
/// <param name="Text">Lines, a word and what it says; of a refusal the error's name, and why.</param>
public sealed record EvolutionAnswer(bool IsDone, string Text)
{
    /// <summary>Only the methods that were concerned were compiled: whether the whole world agrees is not known yet.
    /// </summary>
    public bool IsToBeProved { get; init; }

    /// <summary>What a line says that begins with a word; empty where there is none.</summary>
    public string this[string word] => Text.Split('\n')
        .Where(line => line.StartsWith(word + " ", StringComparison.Ordinal))
        .Select(line => line[(word.Length + 1)..].Trim()).FirstOrDefault("");
}
