namespace Theseus.Build.Commands;

/// <summary>What a build makes besides the ISO.</summary>
public sealed record BuildOptions
{
    /// <summary>Line numbers for debuggers, in the world object.</summary>
    public bool WithDebugInformation { get; init; }

    /// <summary>The map of all sections, by cell.</summary>
    public bool WithMap { get; init; } = true;

    public bool WithIso { get; init; } = true;
}
