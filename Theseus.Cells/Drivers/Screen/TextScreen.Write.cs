using Theseus.Cells.Drivers.TerminalText;

namespace Theseus.Cells.Drivers.Screen;

internal ref partial struct TextScreen
{
    private const int MaxStringBytes = 4096;

    private static ParserState s_state;
    private static Utf8Decoder s_utf8;
    private static int s_stringBytes;

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
            if (s_state == ParserState.Ground)
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
        if (!s_utf8.IsInside)
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

        int result = s_utf8.Feed(value);
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
        if (s_state is ParserState.String or ParserState.StringEscape)
        {
            StringByte(value);
            return;
        }

        if (value == 0x1B)
        {
            s_state = ParserState.Escape;
            return;
        }

        if (value is 0x18 or 0x1A)
        {
            s_state = ParserState.Ground;
            return;
        }

        if (value < 0x20)
        {
            Control(value);
            return;
        }

        switch (s_state)
        {
            case ParserState.Escape:
                EscapeByte(value);
                break;
            case ParserState.EscapeIntermediate:
                s_state = ParserState.Ground;
                EscapeWithIntermediate(value);
                break;
            case ParserState.Parameters:
                ParameterByte(value);
                break;
            default:
                if (value is >= 0x40 and <= 0x7E || value >= 0x80)
                {
                    s_state = ParserState.Ground;
                }

                break;
        }
    }

    private void StringByte(byte value)
    {
        bool ends = value is 0x07 or 0x18 or 0x1A
            || s_state == ParserState.StringEscape && value == (byte)'\\'
            || ++s_stringBytes > MaxStringBytes;
        if (ends)
        {
            s_state = ParserState.Ground;
        }
        else if (s_state == ParserState.StringEscape)
        {
            // ESC within a string that is no ST: the string is over and this is another sequence.
            s_state = ParserState.Escape;
            Sequence(value);
        }
        else if (value == 0x1B)
        {
            s_state = ParserState.StringEscape;
        }
    }

    private void ParameterByte(byte value)
    {
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9':
                int number = s_parameters[s_parameterCount - 1] * 10 + (value - '0');
                s_parameters[s_parameterCount - 1] = (ushort)(number > MaxParameter ? MaxParameter : number);
                break;
            case (byte)';' or (byte)':':
                if (s_parameterCount == MaxParameters)
                {
                    s_state = ParserState.Ignore;
                    break;
                }

                if (value == (byte)':')
                {
                    s_colons |= 1u << s_parameterCount;
                }

                s_parameters[s_parameterCount++] = 0;
                break;
            case >= (byte)'<' and <= (byte)'?':
                s_prefix = value;
                break;
            case >= 0x20 and <= 0x2F:
                s_intermediate = value;
                break;
            case >= 0x40 and <= 0x7E:
                s_state = ParserState.Ground;
                Dispatch(value);
                break;
            default:
                s_state = ParserState.Ground;
                break;
        }
    }
}
