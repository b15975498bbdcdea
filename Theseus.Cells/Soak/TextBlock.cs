namespace Theseus.Cells.Soak;

/// <summary>A string of one letter over and over with another at its end.</summary>
internal sealed class TextBlock : Block
{
    private readonly string _content;
    private readonly char _letter;

    public TextBlock(int bytes, ulong stamp)
        : base(bytes)
    {
        _letter = (char)('a' + (int)(stamp >> 8) % 26);
        _content = string.Create(Math.Max(bytes / sizeof(char), 2), _letter, static (text, letter) =>
        {
            text.Fill(letter);
            text[^1] = char.ToUpperInvariant(letter);
        });
    }

    public override bool IsSound()
    {
        bool sound = _content[^1] == char.ToUpperInvariant(_letter);
        for (int at = 0; at < _content.Length - 1; at += StrideBytes)
        {
            sound &= _content[at] == _letter;
        }

        return sound;
    }
}
