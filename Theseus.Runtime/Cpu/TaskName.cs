using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using System.Text;
using System.Text.Unicode;

namespace Theseus.Runtime;

/// <summary>A task's name in its control block, where all programs see it: UTF-8, cut to its room.</summary>
internal struct TaskName
{
    /// <summary>Bytes that are kept.</summary>
    public const int Room = 31;

    private const int ContinuationMask = 0xC0, Continuation = 0x80;

    [InlineArray(Room)]
    private struct Buffer
    {
        private byte _first;
    }

    private Buffer _text;
    private byte _length;

    /// <summary>The name.</summary>
    [UnscopedRef]
    public readonly ReadOnlySpan<byte> Text => ((ReadOnlySpan<byte>)_text)[.._length];

    /// <summary>Takes as many whole characters of a name as there is room for.</summary>
    public void Set(string name)
    {
        Utf8.FromUtf16(name, _text, out _, out int bytes);
        _length = (byte)bytes;
    }

    /// <summary>As above, of a name in UTF-8.</summary>
    public void Set(ReadOnlySpan<byte> name)
    {
        int length = Math.Min(name.Length, Room);
        while (length > 0 && length < name.Length && (name[length] & ContinuationMask) == Continuation)
        {
            length--; // the next byte goes on with the character before it
        }

        name[..length].CopyTo(_text);
        _length = (byte)length;
    }

    /// <summary>The name as it can be shown: a program has chosen it; control characters are question marks.</summary>
    public override readonly string ToString() => string.Create(Encoding.UTF8.GetCharCount(Text), this, Show);

    private static void Show(Span<char> text, TaskName name)
    {
        Encoding.UTF8.GetChars(name.Text, text);
        foreach (ref char at in text)
        {
            at = char.IsControl(at) ? '?' : at;
        }
    }
}
