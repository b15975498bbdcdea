using Theseus.Cells.Drivers.TerminalText;
using Theseus.Platform.Interfaces;

namespace Theseus.Cells.Drivers.LineEditor;

public sealed partial class LineEditor
{
    private enum KeyState
    {
        Text,
        Escape,
        Parameters,
        SingleShift,
        SwallowOne,
    }

    private KeyState _state;
    private Utf8Decoder _utf8;
    private int _parameter;
    private int _modifier;
    private bool _inModifier;
    private bool _sequenceIsEmpty;

    private void ResetParser()
    {
        _state = KeyState.Text;
        _utf8 = default;
    }

    private LineEvent Parse(byte value)
    {
        switch (_state)
        {
            case KeyState.Escape:
                EscapedKey(value);
                return LineEvent.Editing;
            case KeyState.Parameters:
                SequenceByte(value);
                return LineEvent.Editing;
            case KeyState.SingleShift:
                _state = KeyState.Text;
                CursorKey(value);
                return LineEvent.Editing;
            case KeyState.SwallowOne:
                _state = KeyState.Text;
                return LineEvent.Editing;
            default:
                return TextByte(value);
        }
    }

    private LineEvent TextByte(byte value)
    {
        if (value is < 0x20 or 0x7F)
        {
            _utf8 = default;
            return ControlKey(value);
        }

        int result = _utf8.Feed(value);
        if (result == Utf8Decoder.Incomplete)
        {
            return LineEvent.Editing;
        }

        // What is not UTF-8 is left out; a byte that broke a sequence off counts for itself.
        if ((result & Utf8Decoder.FeedAgain) != 0)
        {
            return TextByte(value);
        }

        if (result != Utf8Decoder.ReplacementCharacter && result is < 0x80 or >= 0xA0)
        {
            Insert([result]);
        }

        return LineEvent.Editing;
    }

    private LineEvent ControlKey(byte value)
    {
        if (value != '\t')
        {
            _lastWasTab = false;
        }

        switch (value)
        {
            case 0x01: MoveCursor(0); break;
            case 0x02: MoveCursor(Before(_cursor)); break;
            case 0x03: return Cancel();
            case 0x04 when _text.Count == 0:
                EndDisplay(""u8);
                return LineEvent.EndOfInput;
            case 0x04: Delete(_cursor, After(_cursor)); break;
            case 0x05: MoveCursor(_text.Count); break;
            case 0x06: MoveCursor(After(_cursor)); break;
            case 0x08 or 0x7F: Delete(Before(_cursor), _cursor); break;
            case 0x09: Complete(); break;
            case 0x0A: return Accept();
            case 0x0B: Cut(_cursor, _text.Count); break;
            case 0x0C: ClearScreen(); break;
            case 0x0D:
                _lastWasReturn = true;
                return Accept();
            case 0x0E: Recall(+1); break;
            case 0x10: Recall(-1); break;
            case 0x15: Cut(0, _cursor); break;
            case 0x17: Cut(SpaceWordStart(), _cursor); break;
            case 0x19: Insert([.. _cut]); break;
            case 0x1B: _state = KeyState.Escape; break;
        }

        return LineEvent.Editing;
    }

    private void EscapedKey(byte value)
    {
        _state = KeyState.Text;
        _lastWasTab = false;
        switch (value)
        {
            case (byte)'[':
                _state = KeyState.Parameters;
                _parameter = _modifier = 0;
                _inModifier = false;
                _sequenceIsEmpty = true;
                break;
            case (byte)'O': _state = KeyState.SingleShift; break;
            case 0x1B: _state = KeyState.Escape; break;
            case (byte)'b' or (byte)'B': MoveCursor(WordStart()); break;
            case (byte)'f' or (byte)'F': MoveCursor(WordEnd()); break;
            case (byte)'d' or (byte)'D': Cut(_cursor, WordEnd()); break;
            case 0x08 or 0x7F: Cut(WordStart(), _cursor); break;
        }
    }

    // ESC [ numbers final, as ECMA-48 has it; the Linux console's ESC [ [ letter is swallowed whole.
    private void SequenceByte(byte value)
    {
        bool first = _sequenceIsEmpty;
        _sequenceIsEmpty = false;
        switch (value)
        {
            case >= (byte)'0' and <= (byte)'9' when _inModifier:
                _modifier = Math.Min(_modifier * 10 + value - '0', 1000);
                break;
            case >= (byte)'0' and <= (byte)'9':
                _parameter = Math.Min(_parameter * 10 + value - '0', 1000);
                break;
            case (byte)';':
                _inModifier = true;
                break;
            case (byte)'[' when first:
                _state = KeyState.SwallowOne;
                break;
            case (byte)'~':
                _state = KeyState.Text;
                NumberedKey();
                break;
            case >= 0x40 and <= 0x7E:
                _state = KeyState.Text;
                CursorKey(value);
                break;
            case 0x1B:
                _state = KeyState.Escape;
                break;
            case < 0x20 or >= 0x7F:
                _state = KeyState.Text;
                break;
        }
    }

    private void CursorKey(byte final)
    {
        bool byWord = _modifier is 3 or 5 or 7;
        _modifier = 0;
        switch (final)
        {
            case (byte)'A': Recall(-1); break;
            case (byte)'B': Recall(+1); break;
            case (byte)'C': MoveCursor(byWord ? WordEnd() : After(_cursor)); break;
            case (byte)'D': MoveCursor(byWord ? WordStart() : Before(_cursor)); break;
            case (byte)'F': MoveCursor(_text.Count); break;
            case (byte)'H': MoveCursor(0); break;
        }
    }

    private void NumberedKey()
    {
        switch (_parameter)
        {
            case 1 or 7: MoveCursor(0); break;
            case 4 or 8: MoveCursor(_text.Count); break;
            case 3: Delete(_cursor, After(_cursor)); break;
        }

        _modifier = 0;
    }
}
