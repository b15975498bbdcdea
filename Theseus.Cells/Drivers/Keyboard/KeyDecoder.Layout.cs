namespace Theseus.Cells.Drivers.Keyboard;

internal static partial class KeyDecoder
{
    // United States layout by scan code, 0 to 0x39; 0 where a key gives no text. Backspace gives DEL, as xterm's does.
    private static ReadOnlySpan<byte> Plain =>
        "\0\e1234567890-=\u007F\tqwertyuiop[]\r\0asdfghjkl;'`\0\\zxcvbnm,./\0*\0 "u8;

    private static ReadOnlySpan<byte> Shifted =>
        "\0\e!@#$%^&*()_+\u007F\tQWERTYUIOP{}\r\0ASDFGHJKL:\"~\0|ZXCVBNM<>?\0*\0 "u8;

    // Scan codes 0x47 to 0x53 with num lock.
    private static ReadOnlySpan<byte> KeypadCharacters => "789-456+1230."u8;
}
