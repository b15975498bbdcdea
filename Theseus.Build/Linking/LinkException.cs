namespace Theseus.Build.Linking;

/// <summary>The inputs cannot be linked; the message names sections, symbols, values and limits.</summary>
public sealed class LinkException(LinkError error, string detail)
    : BuildException(error.ToString(), $"{error}: {detail}")
{
    public LinkError Error { get; } = error;
}
