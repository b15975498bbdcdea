using Theseus.Tasks.Spawning;

namespace Theseus.Tasks.Supervision;

/// <summary>The end of a child that was one too many.</summary>
/// <param name="Child">The child's name.</param>
/// <param name="End">How it has ended; <see cref="TaskEndKind.NotYet"/> where it could not be begun.</param>
/// <param name="Exception">What it threw, or why it could not be begun.</param>
/// <param name="WasSilent">True where it was ended since it had been silent for longer than its period.</param>
public readonly record struct SupervisionFailure(
    string Child, TaskEndKind End, Exception? Exception, bool WasSilent = false);
