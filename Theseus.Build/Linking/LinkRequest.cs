namespace Theseus.Build.Linking;

/// <summary>What to link and how to call things.</summary>
public sealed record LinkRequest
{
    public required IReadOnlyList<LinkInput> Inputs { get; init; }

    /// <summary>First instruction, run by the boot loader.</summary>
    public string Entry { get; init; } = "theseus_boot32";

    /// <summary>The world's module header; null in a link without a world.</summary>
    public string? ModuleHeader { get; init; }

    public IReadOnlyList<AppEntry> Apps { get; init; } = [];

    /// <summary>From a mangled symbol to the name that people read.</summary>
    public Func<string, string> ReadableName { get; init; } = name => name;
}
