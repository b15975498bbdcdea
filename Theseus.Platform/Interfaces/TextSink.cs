namespace Theseus.Platform.Interfaces;

/// <summary>Takes UTF-8 text with a terminal's control sequences.</summary>
public delegate void TextSink(ReadOnlySpan<byte> text);
