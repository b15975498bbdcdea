namespace Theseus.Tasks.Supervision;

/// <summary>A supervisor does not supervise any more.</summary>
public sealed class SupervisionException(SupervisionError error, string message, Exception? inner = null)
    : Exception($"{error}: {message}", inner)
{
    /// <summary>Why.</summary>
    public SupervisionError Error { get; } = error;
}
