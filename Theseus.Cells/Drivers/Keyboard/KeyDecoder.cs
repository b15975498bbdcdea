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

    private static bool s_extended;
    private static int s_skip;
    private static bool s_leftShift;
    private static bool s_rightShift;
    private static bool s_leftControl;
    private static bool s_rightControl;
    private static bool s_leftAlt;
    private static bool s_rightAlt;
    private static bool s_capsLock;
    private static bool s_numLockIsOff;
    private static int s_count;
    private static bool s_applicationCursorKeys;

    private static bool Shift => s_leftShift || s_rightShift;

    private static bool Control => s_leftControl || s_rightControl;

    private static bool Alt => s_leftAlt || s_rightAlt;

    /// <summary>Forgets keys held and locks: as after power-on, num lock on.</summary>
    public static void Reset()
    {
        s_extended = s_leftShift = s_rightShift = s_leftControl = s_rightControl = s_leftAlt = s_rightAlt = false;
        s_capsLock = s_numLockIsOff = false;
        s_skip = 0;
    }

    /// <summary>
    /// Takes one byte from the controller. Returns how many bytes of input it gave at the start of
    /// <paramref name="output"/>, which has room for <see cref="MaxBytes"/>; with less room nothing is given.
    /// </summary>
    public static int Feed(byte scanCode, bool applicationCursorKeys, Span<byte> output)
    {
        s_count = 0;
        s_applicationCursorKeys = applicationCursorKeys;
        if (s_skip > 0)
        {
            s_skip--;
            return 0;
        }

        switch (scanCode)
        {
            case 0xE0:
                s_extended = true;
                return 0;
            case 0xE1:
                s_skip = PauseBytes;
                return 0;
            case 0x00 or 0xFA or 0xFE or 0xFF:
                // Errors and answers to commands, not keys.
                s_extended = false;
                return 0;
        }

        bool extended = s_extended;
        s_extended = false;
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

        return s_count;
    }

    private static bool Modifier(int key, bool extended, bool pressed)
    {
        switch (key)
        {
            case 0x2A:
                // With E0 these two are shifts that the keyboard makes up around its grey keys.
                if (!extended)
                {
                    s_leftShift = pressed;
                }

                return true;
            case 0x36:
                if (!extended)
                {
                    s_rightShift = pressed;
                }

                return true;
            case 0x1D:
                if (extended)
                {
                    s_rightControl = pressed;
                }
                else
                {
                    s_leftControl = pressed;
                }

                return true;
            case 0x38:
                if (extended)
                {
                    s_rightAlt = pressed;
                }
                else
                {
                    s_leftAlt = pressed;
                }

                return true;
            case 0x3A:
                if (pressed)
                {
                    s_capsLock = !s_capsLock;
                }

                return true;
            case 0x45:
                if (pressed)
                {
                    s_numLockIsOff = !s_numLockIsOff;
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
        bool numeric = !s_numLockIsOff != Shift;
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
        byte value = Shift != (isLetter && s_capsLock) ? Shifted[key] : plain;
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

    private static void Add(byte value, Span<byte> output) => output[s_count++] = value;
}
