using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>
/// What an exception will say, made only where there is an error: an operation that succeeds must not pay for words.
/// </summary>
[InterpolatedStringHandler]
internal ref struct RefusalText
{
    private DefaultInterpolatedStringHandler _text;

    public RefusalText(int literalLength, int formattedCount, MemoryError error, out bool isNeeded)
    {
        isNeeded = error != MemoryError.None;
        _text = isNeeded ? new DefaultInterpolatedStringHandler(literalLength, formattedCount) : default;
    }

    public void AppendLiteral(string value) => _text.AppendLiteral(value);

    public void AppendFormatted<T>(T value) => _text.AppendFormatted(value);

    public override string ToString() => _text.ToStringAndClear();
}
