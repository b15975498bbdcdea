namespace Theseus.Cells.Drivers.Keyboard;

/// <summary>
/// Turns the scan codes of a PS/2 keyboard (set 1, as the controller translates it) into what a terminal sends: text,
/// control characters and xterm's sequences. United States layout. A state machine with no memory but the modifiers;
/// it takes any byte.
/// </summary>
internal static partial class KeyDecoder
{
    /// <summary>The most bytes that one scan code gives.</summary>
    public const int MaxBytes = 8;

    private const byte Released = 0x80;
    private const int PauseBytes = 5; // E1 is followed by 1D 45 E1 9D C5

    private static bool _extended;
    private static int _skip;
    private static bool _leftShift;
    private static bool _rightShift;
    private static bool _leftControl;
    private static bool _rightControl;
    private static bool _leftAlt;
    private static bool _rightAlt;
    private static bool _capsLock;
    private static bool _numLockIsOff;
    private static int _count;
    private static bool _applicationCursorKeys;

    private static bool Shift => _leftShift || _rightShift;

    private static bool Control => _leftControl || _rightControl;

    private static bool Alt => _leftAlt || _rightAlt;

    /// <summary>Forgets keys held and locks: as after power-on, num lock on.</summary>
    public static void Reset()
    {
        _extended = _leftShift = _rightShift = _leftControl = _rightControl = _leftAlt = _rightAlt = false;
        _capsLock = _numLockIsOff = false;
        _skip = 0;
    }

    /// <summary>
    /// Takes one byte from the controller. Returns how many bytes of input it gave at the start of
    /// <paramref name="output"/>, which has room for <see cref="MaxBytes"/>; with less room nothing is given.
    /// </summary>
    public static int Feed(byte scanCode, bool applicationCursorKeys, Span<byte> output)
    {
        _count = 0;
        _applicationCursorKeys = applicationCursorKeys;
        if (_skip > 0)
        {
            _skip--;
            return 0;
        }

        switch (scanCode)
        {
            case 0xE0:
                _extended = true;
                return 0;
            case 0xE1:
                _skip = PauseBytes;
                return 0;
            case 0x00 or 0xFA or 0xFE or 0xFF:
                // Errors and answers to commands, not keys.
                _extended = false;
                return 0;
        }

        bool extended = _extended;
        _extended = false;
        int key = scanCode & ~Released;
        bool pressed = (scanCode & Released) == 0;
        if (Modifier(key, extended, pressed) || !pressed || output.Length < MaxBytes)
        {
            return 0;
        }

        if (extended)
        {
            ExtendedKey(key, output);
        }
        else
        {
            Key(key, output);
        }

        return _count;
    }

    private static bool Modifier(int key, bool extended, bool pressed)
    {
        switch (key)
        {
            case 0x2A:
                // With E0 these two are shifts that the keyboard makes up around its grey keys.
                if (!extended)
                {
                    _leftShift = pressed;
                }

                return true;
            case 0x36:
                if (!extended)
                {
                    _rightShift = pressed;
                }

                return true;
            case 0x1D:
                if (extended)
                {
                    _rightControl = pressed;
                }
                else
                {
                    _leftControl = pressed;
                }

                return true;
            case 0x38:
                if (extended)
                {
                    _rightAlt = pressed;
                }
                else
                {
                    _leftAlt = pressed;
                }

                return true;
            case 0x3A:
                if (pressed)
                {
                    _capsLock = !_capsLock;
                }

                return true;
            case 0x45:
                if (pressed)
                {
                    _numLockIsOff = !_numLockIsOff;
                }

                return true;
            default:
                return false;
        }
    }

    private static void Key(int key, Span<byte> output)
    {
        if (key is >= 0x47 and <= 0x53)
        {
            Keypad(key, output);
        }
        else if (key is >= 0x3B and <= 0x44)
        {
            FunctionKey(key - 0x3B + 1, output);
        }
        else if (key is 0x57 or 0x58)
        {
            FunctionKey(key - 0x57 + 11, output);
        }
        else if (key < Plain.Length && Plain[key] != 0)
        {
            Character(key, output);
        }
    }

    private static void ExtendedKey(int key, Span<byte> output)
    {
        if (key == 0x1C)
        {
            Send((byte)'\r', output);
        }
        else if (key == 0x35)
        {
            Send((byte)'/', output);
        }
        else
        {
            Navigation(key, output);
        }
    }

    private static void Keypad(int key, Span<byte> output)
    {
        byte character = KeypadCharacters[key - 0x47];
        bool numeric = !_numLockIsOff != Shift;
        if (numeric || character is (byte)'-' or (byte)'+')
        {
            Send(character, output);
        }
        else
        {
            Navigation(key, output);
        }
    }

    private static void Character(int key, Span<byte> output)
    {
        byte plain = Plain[key];
        bool isLetter = plain is >= (byte)'a' and <= (byte)'z';
        byte value = Shift != (isLetter && _capsLock) ? Shifted[key] : plain;
        if (value == '\t' && Shift)
        {
            Add(0x1B, output);
            Add((byte)'[', output);
            Add((byte)'Z', output);
            return;
        }

        Send(Control ? WithControl(value) : value, output);
    }

    private static byte WithControl(byte value) => value switch
    {
        >= (byte)'@' and <= (byte)'_' or >= (byte)'a' and <= (byte)'z' => (byte)(value & 0x1F),
        (byte)' ' => 0,
        (byte)'-' or (byte)'/' => 0x1F,
        (byte)'?' => 0x7F,
        0x7F => 0x08,
        _ => value,
    };

    private static void Send(byte value, Span<byte> output)
    {
        if (Alt)
        {
            Add(0x1B, output);
        }

        Add(value, output);
    }

    private static void Add(byte value, Span<byte> output) => output[_count++] = value;
}
