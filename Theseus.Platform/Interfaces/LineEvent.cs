namespace Theseus.Platform.Console;

/// <summary>What a byte fed to the <see cref="LineEditor"/> led to.</summary>
internal enum LineEvent
{
    /// <summary>The line is still being edited.</summary>
    Editing,

    /// <summary>Return: <see cref="LineEditor.Line"/> is the line.</summary>
    Accepted,

    /// <summary>Ctrl-C: the line is given up.</summary>
    Cancelled,

    /// <summary>Ctrl-D on an empty line.</summary>
    EndOfInput,
}
