namespace Theseus.Build.World;

/// <summary>
/// What an ILC run leaves: the object, and the statistics file that tells what each symbol stands for.
/// </summary>
public sealed record WorldObject(string Object, string Statistics)
{
    /// <summary>Hash of all that it was made from.</summary>
    public string Stamp { get; init; } = "";
}
