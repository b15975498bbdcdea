using System.Globalization;
using Theseus.Build.Injection;

namespace Theseus.Build.Commands;

/// <summary>What <c>inject</c> is asked for.</summary>
/// <param name="Campaign">Which faults.</param>
/// <param name="Seed">Chooses them; 0 or more.</param>
/// <param name="Count">How many, from number 1.</param>
/// <param name="Only">The one that is wanted; null for all.</param>
/// <param name="Cell">The one cell that they are in; null for all.</param>
public sealed record InjectOptions(Campaign Campaign, int Seed, int Count, int? Only, string? Cell)
{
    /// <summary>The largest number of faults, and of one.</summary>
    public const int MostFaults = 1_000_000;

    private const int DefaultCount = 100;

    /// <summary>The numbers of the faults.</summary>
    public IEnumerable<int> Numbers => Only is { } one ? [one] : Enumerable.Range(1, Count);

    /// <exception cref="BuildException"><c>BadOption</c></exception>
    public static InjectOptions Parse(ReadOnlySpan<string> arguments)
    {
        if (arguments.Length == 0)
        {
            throw new BuildException("BadOption", $"inject needs a campaign: {Campaigns}");
        }

        InjectOptions result = new(CampaignOf(arguments[0]), 1, DefaultCount, null, null);
        for (int i = 1; i < arguments.Length; i += 2)
        {
            string value = i + 1 < arguments.Length ? arguments[i + 1]
                : throw new BuildException("BadOption", $"{arguments[i]} needs a value");
            result = arguments[i] switch
            {
                "--seed" => result with { Seed = Number(arguments[i], value, 0, int.MaxValue) },
                "--count" => result with { Count = Number(arguments[i], value, 1, MostFaults) },
                "--only" => result with { Only = Number(arguments[i], value, 1, MostFaults) },
                "--cell" => result with { Cell = value },
                _ => throw new BuildException("BadOption", $"inject has no option {arguments[i]}"),
            };
        }

        return result;
    }

    private static string Campaigns =>
        string.Join(", ", Enum.GetNames<Campaign>().Select(name => name.ToLowerInvariant()));

    private static Campaign CampaignOf(string name)
    {
        foreach (Campaign campaign in Enum.GetValues<Campaign>())
        {
            if (name == $"{campaign}".ToLowerInvariant())
            {
                return campaign;
            }
        }

        throw new BuildException("BadOption", $"'{name}' is no campaign: {Campaigns}");
    }

    private static int Number(string option, string text, int least, int most) =>
        int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number)
            && number >= least && number <= most ? number
            : throw new BuildException("BadOption", $"{option} takes a number from {least} to {most}, not '{text}'");
}
