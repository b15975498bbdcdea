namespace Theseus.Platform.Interfaces;

/// <summary>What a byte fed to the <see cref="ILineEditor"/> led to.</summary>
public enum LineEvent
{
    /// <summary>The line is still being edited.</summary>
    Editing,

    /// <summary>Return: <see cref="ILineEditor.Line"/> is the line.</summary>
    Accepted,

    /// <summary>Ctrl-C: the line is given up.</summary>
    Cancelled,

    /// <summary>Ctrl-D on an empty line.</summary>
    EndOfInput,
}
