using System.Collections;
using System.Globalization;
using System.Text;

namespace Theseus.Cells.Conformance;

/// <summary>
/// Values as ASCII text on one line, the same on every machine: invariant culture, and whatever is not printable
/// ASCII written as <c>\u{hexadecimal}</c>.
/// </summary>
internal static class Show
{
    public static string Text(object? value) => value switch
    {
        null => "null",
        string text => Escape(text),
        char character => Escape(character.ToString()),
        bool truth => truth ? "true" : "false",
        Exception thrown => thrown.GetType().Name,
        IFormattable formattable => Escape(formattable.ToString(null, CultureInfo.InvariantCulture)),
        IEnumerable items => "[" + string.Join(',', items.Cast<object?>().Select(Text)) + "]",
        _ => Escape(value.ToString() ?? "null"),
    };

    private static string Escape(string text)
    {
        StringBuilder escaped = new(text.Length);
        foreach (char unit in text)
        {
            if (unit is >= ' ' and <= '~')
            {
                escaped.Append(unit);
            }
            else
            {
                escaped.Append(CultureInfo.InvariantCulture, $"\\u{{{(int)unit:x}}}");
            }
        }

        return escaped.ToString();
    }
}
