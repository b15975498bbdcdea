namespace Theseus.Build.Objects;

/// <summary>An object file is not what the ELF specification says it must be.</summary>
public sealed class ObjectException(ObjectError error, string file, string detail)
    : BuildException(error.ToString(), $"{file}: {error}: {detail}")
{
    public ObjectError Error { get; } = error;
}
