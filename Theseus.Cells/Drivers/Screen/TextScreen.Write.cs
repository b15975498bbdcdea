using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int MaxStringBytes = 4096;

    private static ParserState _state;
    private static Utf8Decoder _utf8;
    private static int _stringBytes;

    private enum ParserState : byte
    {
        Ground,
        Escape,
        EscapeIntermediate,
        Parameters,
        Ignore,
        String,
        StringEscape,
    }

    /// <summary>
    /// Takes bytes as a terminal does; what they change becomes visible at the next <see cref="Present"/>.
    /// </summary>
    public static void Write(ReadOnlySpan<byte> bytes)
    {
        if (TryOpen(out TextScreen screen))
        {
            screen.Take(bytes);
        }
    }

    private void Take(ReadOnlySpan<byte> bytes)
    {
        for (int i = 0; i < bytes.Length; i++)
        {
            byte value = bytes[i];
            if (_state == ParserState.Ground)
            {
                Text(value);
            }
            else
            {
                Sequence(value);
            }
        }
    }

    private void Text(byte value)
    {
        if (!_utf8.IsInside)
        {
            if (value is >= 0x20 and < 0x7F)
            {
                Put(value);
                return;
            }

            if (value < 0x20)
            {
                Control(value);
                return;
            }
        }

        int result = _utf8.Feed(value);
        if (result == Utf8Decoder.Incomplete)
        {
            return;
        }

        Put(result & ~Utf8Decoder.FeedAgain);
        if ((result & Utf8Decoder.FeedAgain) != 0)
        {
            Text(value);
        }
    }

    // The states of a VT500's parser, as far as this terminal needs them. A control character inside a sequence acts at
    // once; CAN and SUB end the sequence; ESC begins another. A string (OSC, DCS, PM, APC, SOS) is skipped up to BEL or
    // ST, and given up when it grows beyond what any real one has, so that garbage cannot silence the screen.
    private void Sequence(byte value)
    {
        if (_state is ParserState.String or ParserState.StringEscape)
        {
            StringByte(value);
            return;
        }

        if (value == 0x1B)
        {
            _state = ParserState.Escape;
            return;
        }

        if (value is 0x18 or 0x1A)
        {
            _state = ParserState.Ground;
            return;
        }

        if (value < 0x20)
        {
            Control(value);
            return;
        }

        switch (_state)
        {
            case ParserState.Escape:
                EscapeByte(value);
                break;
            case ParserState.EscapeIntermediate:
                _state = ParserState.Ground;
                EscapeWithIntermediate(value);
                break;
            case ParserState.Parameters:
                ParameterByte(value);
                break;
            default:
                if (value is >= 0x40 and <= 0x7E || value >= 0x80)
                {
                    _state = ParserState.Ground;
                }

                break;
        }
    }

    private void StringByte(byte value)
    {
        bool ends = value is 0x07 or 0x18 or 0x1A
            || _state == ParserState.StringEscape && value == (byte)'\\'
            || ++_stringBytes > MaxStringBytes;
        if (ends)
        {
            _state = ParserState.Ground;
        }
        else if (_state == ParserState.StringEscape)
        {
            // ESC within a string that is no ST: the string is over and this is another sequence.
            _state = ParserState.Escape;
            Sequence(value);
        }
        else if (value == 0x1B)
        {
            _state = ParserState.StringEscape;
        }
    }

    private void ParameterByte(byte value)
    {
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                int number = _parameters[_parameterCount - 1] * 10 + (value - '0');
                _parameters[_parameterCount - 1] = (ushort)(number > MaxParameter ? MaxParameter : number);
                break;
            case (byte)';' or (byte)':':
                if (_parameterCount == MaxParameters)
                {
                    _state = ParserState.Ignore;
                    break;
                }

                if (value == (byte)':')
                {
                    _colons |= 1u << _parameterCount;
                }

                _parameters[_parameterCount++] = 0;
                break;
            case >= (byte)'<' and <= (byte)'?':
                _prefix = value;
                break;
            case >= 0x20 and <= 0x2F:
                _intermediate = value;
                break;
            case >= 0x40 and <= 0x7E:
                _state = ParserState.Ground;
                Dispatch(value);
                break;
            default:
                _state = ParserState.Ground;
                break;
        }
    }
}
