namespace Theseus.Build;

/// <summary>
/// The build cannot go on, for a reason that its user can act on. <see cref="Id"/> names the kind of failure
/// (tests assert it); the message holds the facts: file, section, symbol, limits.
/// </summary>
public class BuildException(string id, string message, Exception? cause = null) : Exception(message, cause)
{
    public string Id { get; } = id;
}
