namespace Theseus.Build.Commands;

/// <summary>Splits what <c>exec</c> is given into the prompt's lines: at semicolons and line ends that are not in quotes.</summary>
public static class Lines
{
    public static List<string> Split(string text)
    {
        var lines = new List<string>();
        var (start, quote) = (0, '\0');
        for (var i = 0; i <= text.Length; i++)
        {
            var letter = i < text.Length ? text[i] : '\n';
            if (i < text.Length && quote != '\0')
                quote = letter == quote ? '\0' : quote;
            else if (letter is '"' or '\'')
                quote = letter;
            else if (letter is ';' or '\n')
            {
                if (text[start..i].Trim() is { Length: > 0 } line)
                    lines.Add(line);
                start = i + 1;
            }
        }
        return lines;
    }
}
