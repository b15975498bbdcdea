namespace Theseus.Platform.Console;

/// <summary>Sends bytes to a terminal.</summary>
internal delegate void TerminalOutput(ReadOnlySpan<byte> bytes);
