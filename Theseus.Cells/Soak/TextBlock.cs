namespace Theseus.Cells.Soak;

/// <summary>A string of one letter over and over with another at its end.</summary>
internal sealed class TextBlock : Block
{
    private readonly string content;
    private readonly char letter;

    public TextBlock(int bytes, ulong stamp)
        : base(bytes)
    {
        letter = (char)('a' + (int)(stamp >> 8) % 26);
        content = string.Create(Math.Max(bytes / sizeof(char), 2), letter, static (text, letter) =>
        {
            text.Fill(letter);
            text[^1] = char.ToUpperInvariant(letter);
        });
    }

    public override bool IsSound()
    {
        bool sound = content[^1] == char.ToUpperInvariant(letter);
        for (int at = 0; at < content.Length - 1; at += StrideBytes)
        {
            sound &= content[at] == letter;
        }
        return sound;
    }
}
