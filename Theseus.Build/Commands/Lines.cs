namespace Theseus.Build.Commands;

/// <summary>
/// Splits what <c>exec</c> is given into the prompt's lines: at semicolons and line ends that are not in quotes.
/// </summary>
public static class Lines
{
    public static List<string> Split(string text)
    {
        List<string> lines = new();
        (int start, char quote) = (0, '\0');
        for (int i = 0; i <= text.Length; i++)
        {
            char letter = i < text.Length ? text[i] : '\n';
            if (i < text.Length && quote != '\0')
            {
                quote = letter == quote ? '\0' : quote;
            }
            else if (letter is '"' or '\'')
            {
                quote = letter;
            }
            else if (letter is ';' or '\n')
            {
                if (text[start..i].Trim() is { Length: > 0 } line)
                {
                    lines.Add(line);
                }

                start = i + 1;
            }
        }

        return lines;
    }
}
