using System.Text;

namespace Theseus.Build.Machine;

/// <summary>
/// Takes apart what a machine under <c>exec</c> sends over its serial port. Boot text comes as it is. Then byte 1
/// is a mark: <c>1 B</c> the lines' output begins, <c>1 S {decimal} \n</c> a line ended with that status,
/// <c>1 P</c> the kernel panics and all that follows is why, <c>1 1</c> the byte itself.
/// </summary>
public sealed class ExecReader(Stream output, Stream boot)
{
    private const byte Mark = 1;

    private enum State
    {
        Text,
        Marked,
        Status,
    }

    private readonly MemoryStream _line = new();
    private readonly MemoryStream _bootLine = new();
    private readonly StringBuilder _status = new();
    private State _state;

    /// <summary>Output of each line that has ended, and its status.</summary>
    public List<(string Output, int Status)> Lines { get; } = [];

    /// <summary>The kernel's first words. Firmware and boot loader may have said something before.</summary>
    public const string FirstWords = "Theseus: hello from C#";

    /// <summary>The kernel runs.</summary>
    public bool HasKernelSpoken { get; private set; }

    /// <summary>The lines' output has begun.</summary>
    public bool HasBegun { get; private set; }

    public bool HasPanicked { get; private set; }

    /// <summary>What the boot said last, for a boot that went no further.</summary>
    public string LastBootLine { get; private set; } = "";

    public void Feed(ReadOnlySpan<byte> bytes)
    {
        foreach (byte value in bytes)
        {
            switch (_state)
            {
                case State.Text when value == Mark:
                    _state = State.Marked;
                    break;
                case State.Text:
                    Put(value);
                    break;
                case State.Marked:
                    _state = State.Text;
                    Meaning(value);
                    break;
                case State.Status when value == '\n':
                    _state = State.Text;
                    EndLine();
                    break;
                case State.Status:
                    _status.Append((char)value);
                    break;
            }
        }

        output.Flush();
        boot.Flush();
    }

    private void Meaning(byte letter)
    {
        switch ((char)letter)
        {
            case 'B':
                HasBegun = true;
                break;
            case 'S':
                _status.Clear();
                _state = State.Status;
                break;
            case 'P':
                HasPanicked = true;
                break;
            default:
                Put(letter);
                break;
        }
    }

    private void Put(byte value)
    {
        if (HasBegun && !HasPanicked)
        {
            output.WriteByte(value);
            _line.WriteByte(value);
            return;
        }

        boot.WriteByte(value);
        if (value is not (byte)'\n')
        {
            _bootLine.WriteByte(value);
            return;
        }

        if (Encoding.UTF8.GetString(_bootLine.ToArray()).Trim() is { Length: > 0 } line)
        {
            LastBootLine = line;
            HasKernelSpoken |= line.Contains(FirstWords, StringComparison.Ordinal);
        }

        _bootLine.SetLength(0);
    }

    private void EndLine()
    {
        int status = int.TryParse(_status.ToString(), out int number) ? number : ExecStatus.BootFailed;
        Lines.Add((Encoding.UTF8.GetString(_line.ToArray()), status));
        _line.SetLength(0);
    }
}
