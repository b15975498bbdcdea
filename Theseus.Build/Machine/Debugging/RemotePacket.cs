using System.Globalization;

namespace Theseus.Build.Machine.Debugging;

/// <summary>
/// A packet of the GDB remote serial protocol (GDB manual, appendix E.1): <c>$data#sum</c>. The sum is that of the
/// bytes between, modulo 256, as two hexadecimal digits.
/// </summary>
internal static class RemotePacket
{
    public const byte Start = (byte)'$';
    public const byte End = (byte)'#';

    private const byte Escape = (byte)'}';
    private const byte Repeat = (byte)'*';
    private const byte EscapeBit = 0x20;
    private const int RepeatBias = 29; // the count's character is 29 more than the further copies that it asks for

    /// <summary>The packet of a command, which has no byte that must be escaped.</summary>
    public static byte[] Of(string command)
    {
        string sum = Checksum(Bytes(command)).ToString("x2", CultureInfo.InvariantCulture);
        return [Start, .. Bytes(command), End, .. Bytes(sum)];
    }

    /// <summary>The sum of a packet's data as it is sent.</summary>
    public static byte Checksum(ReadOnlySpan<byte> data)
    {
        byte sum = 0;
        foreach (byte next in data)
        {
            sum += next;
        }

        return sum;
    }

    /// <summary>What the data of a packet says: escapes and repetitions are undone.</summary>
    /// <exception cref="DebuggerException"><see cref="DebuggerError.BadAnswer"/>: it ends within one.</exception>
    public static string Text(ReadOnlySpan<byte> data)
    {
        List<char> text = [];
        for (int i = 0; i < data.Length; i++)
        {
            bool isEscape = data[i] == Escape;
            if (!isEscape && data[i] != Repeat)
            {
                text.Add((char)data[i]);
                continue;
            }

            int copies = i + 1 == data.Length ? -1 : data[i + 1] - RepeatBias;
            if (i + 1 == data.Length || (!isEscape && (text.Count == 0 || copies <= 0)))
            {
                throw new DebuggerException(DebuggerError.BadAnswer, "the packet ends within an escape or repetition");
            }

            i++;
            text.AddRange(isEscape ? [(char)(data[i] ^ EscapeBit)] : Enumerable.Repeat(text[^1], copies));
        }

        return new string([.. text]);
    }

    private static byte[] Bytes(string text) => [.. text.Select(character => (byte)character)];
}
