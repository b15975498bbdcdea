using System.Text;

namespace Shell;

/// <summary>
/// Splits a line into words: blanks separate, quotes of both kinds hold together, a backslash takes the next. A last
/// '&amp;' outside of quotes says that the line is to run in the background.
/// </summary>
internal static class CommandLine
{
    public static List<string> Split(string line, out bool inBackground)
    {
        inBackground = false;
        List<string> words = [];
        StringBuilder word = new();
        bool inWord = false;
        char quote = '\0';
        for (int i = 0; i < line.Length; i++)
        {
            char c = line[i];
            if (c == '\\' && quote != '\'' && i + 1 < line.Length)
            {
                word.Append(line[++i]);
                inWord = true;
            }
            else if (quote != '\0')
            {
                if (c == quote)
                {
                    quote = '\0';
                }
                else
                {
                    word.Append(c);
                }
            }
            else if (c is '"' or '\'')
            {
                quote = c;
                inWord = true;
            }
            else if (c == '&' && line.AsSpan(i + 1).Trim().IsEmpty)
            {
                inBackground = true;
                break;
            }
            else if (char.IsWhiteSpace(c))
            {
                if (inWord)
                {
                    words.Add(word.ToString());
                    word.Clear();
                    inWord = false;
                }
            }
            else
            {
                word.Append(c);
                inWord = true;
            }
        }

        if (inWord)
        {
            words.Add(word.ToString());
        }

        return words;
    }
}
