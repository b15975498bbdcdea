namespace Theseus.Build.Machine.Debugging;

/// <summary>The debugger stub of a machine could not do what was asked.</summary>
public sealed class DebuggerException(DebuggerError error, string message, Exception? cause = null)
    : BuildException($"Debugger{error}", message, cause)
{
    public DebuggerError Error { get; } = error;
}
