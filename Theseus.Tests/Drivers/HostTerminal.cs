using Theseus.Cells.Drivers.Screen;
using Theseus.Platform.Interfaces;

namespace Theseus.Tests.Drivers;

/// <summary>The test's screen as the platform knows it.</summary>
internal sealed class HostTerminal : ITextTerminal
{
    public int Columns => TextScreen.Columns;

    public int Rows => TextScreen.Rows;

    public int CharacterWidth => Font.Width;

    public int CharacterHeight => Font.Height;

    public bool HasApplicationCursorKeys => TextScreen.ApplicationCursorKeys;

    public bool HasReply => TextScreen.HasReply;

    public TextSink Emergency => TextScreen.Write;

    public void Write(ReadOnlySpan<byte> text) => TextScreen.Write(text);

    public void Present() => TextScreen.Present();

    public int TakeReply(Span<byte> buffer) => TextScreen.TakeReply(buffer);
}
