namespace Theseus.Cells.Drivers.TerminalText;

/// <summary>
/// Decodes UTF-8 byte by byte (Unicode 16, section 3.9, table 3-7). Ill-formed input gives U+FFFD for each maximal
/// subpart, as the standard recommends. A default value is ready for use. Allocates nothing.
/// </summary>
public struct Utf8Decoder
{
    /// <summary>Shown for what is not UTF-8.</summary>
    public const int ReplacementCharacter = 0xFFFD;

    /// <summary>The result of <see cref="Feed"/> that says: more bytes are needed.</summary>
    public const int Incomplete = -1;

    /// <summary>
    /// Set in the result of <see cref="Feed"/> where the sequence broke off and the byte must be fed again.
    /// </summary>
    public const int FeedAgain = 1 << 30;

    private int _codePoint;
    private byte _missing;
    private byte _low;
    private byte _high;

    /// <summary>True while a sequence of more than one byte is under way.</summary>
    public readonly bool IsInside => _missing != 0;

    /// <summary>
    /// Takes one byte: a code point, or <see cref="Incomplete"/>, or U+FFFD with <see cref="FeedAgain"/> set where a
    /// sequence under way ended early and this byte begins something new.
    /// </summary>
    public int Feed(byte value)
    {
        if (_missing == 0)
        {
            return Begin(value);
        }

        if (value < _low || value > _high)
        {
            _missing = 0;
            return ReplacementCharacter | FeedAgain;
        }

        _codePoint = _codePoint << 6 | value & 0x3F;
        _low = 0x80;
        _high = 0xBF;
        return --_missing == 0 ? _codePoint : Incomplete;
    }

    private int Begin(byte value)
    {
        if (value < 0x80)
        {
            return value;
        }

        if (value is < 0xC2 or > 0xF4)
        {
            return ReplacementCharacter;
        }

        _low = value == 0xE0 ? (byte)0xA0 : value == 0xF0 ? (byte)0x90 : (byte)0x80;
        _high = value == 0xED ? (byte)0x9F : value == 0xF4 ? (byte)0x8F : (byte)0xBF;
        _missing = value < 0xE0 ? (byte)1 : value < 0xF0 ? (byte)2 : (byte)3;
        _codePoint = value & (value < 0xE0 ? 0x1F : value < 0xF0 ? 0x0F : 0x07);
        return Incomplete;
    }
}
