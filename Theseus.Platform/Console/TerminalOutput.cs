namespace Theseus.Platform.Console;

/// <summary>Sends bytes to a terminal.</summary>
public delegate void TerminalOutput(ReadOnlySpan<byte> bytes);
