using System.Text;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Native.Terminal;
using Theseus.Tests.Drivers;
using Xunit;

namespace Theseus.Tests.Platform;

// SAFETY: buffers are locals of the length that is passed.
[Collection(ConsoleCollection.Name)]
public sealed unsafe class NativeTerminalTests : IDisposable
{
    public NativeTerminalTests()
    {
        Machine.Reset();
        CursorPosition.Reset();
    }

    public void Dispose() => NativeTerminal.IsDetached = false;

    [Fact]
    public void Keys_are_read()
    {
        Machine.Type("abc");
        Assert.Equal(1, NativeTerminal.StandardInputReady());
        Assert.Equal("ab", Read(2));
        Assert.Equal("c", Read(10));
        Assert.Equal(0, NativeTerminal.StandardInputReady());
    }

    [Fact]
    public void The_cursors_position_is_answered_by_the_screen_before_any_key()
    {
        using TestScreen screen = new(20, 5);
        screen.Write("\e[3;7H");
        Machine.Type("key");
        Write("\e[6n");
        Assert.Equal("", Machine.Written);
        NativeTerminal.BeforeRead(0, 100);
        Assert.Equal("\e[3;7R", Read(100));
        Assert.Equal("key", Read(100));
        NativeTerminal.AfterRead();
    }

    [Fact]
    public void A_terminal_that_does_not_answer_is_answered_for_and_waited_for_only_once()
    {
        TestScreen.Remove();
        for (int round = 0; round < 3; round++)
        {
            ulong start = Machine.Clock;
            NativeTerminal.BeforeRead(round == 0 ? (byte)0 : (byte)1, 100);
            Write("\e[6n");
            Assert.Equal("\e[1;", Read(4));
            Assert.Equal("2R", Read(100));
            double seconds = (double)(Machine.Clock - start) / Machine.TimestampFrequency;
            if (round == 0)
            {
                Assert.InRange(seconds, 0.9, 1.1);
            }
            else
            {
                Assert.InRange(seconds, 0, 0.01);
            }
        }

        Assert.Equal("\e[6n", Machine.Written);
        NativeTerminal.AfterRead();
    }

    [Fact]
    public void A_terminal_that_answers_is_heard()
    {
        TestScreen.Remove();
        NativeTerminal.BeforeRead(0, 100);
        Write("\e[6n");
        Assert.True(CursorPosition.IsDue);
        Machine.WhileWaiting = static () => Machine.Type("\e[7;8R");
        Assert.Equal("\e[7;8R", Read(100));
        Assert.False(CursorPosition.IsDue);
        Assert.Equal(1, Machine.Waits);
        NativeTerminal.AfterRead();
    }

    [Fact]
    public void A_read_that_asks_for_no_character_ends_with_its_time()
    {
        NativeTerminal.BeforeRead(0, 3);
        ulong start = Machine.Clock;
        Assert.Equal("", Read(10));
        Assert.InRange((double)(Machine.Clock - start) / Machine.TimestampFrequency, 0.29, 0.32);
        NativeTerminal.AfterRead();
    }

    [Fact]
    public void Detached_there_is_no_terminal_and_no_input()
    {
        Machine.Type("abc");
        Assert.Equal(1, NativeTerminal.IsTerminal(0));
        NativeTerminal.IsDetached = true;
        Assert.Equal(0, NativeTerminal.IsTerminal(0));
        Assert.Equal((int)ErrorNumber.ENOTTY, Errno.GetErrNo());
        Assert.Equal("", Read(10));
        Assert.Equal(0, NativeTerminal.StandardInputReady());
        Write("still written");
        Assert.Equal("still written", Machine.Written);
    }

    [Fact]
    public void Window_size_and_control_characters()
    {
        ushort* size = stackalloc ushort[4];
        Assert.Equal(0, NativeTerminal.WindowSize(1, size));
        Assert.Equal((30, 100), (size[0], size[1]));
        int* names = stackalloc int[] { 2, 11, 16, 4 };
        byte* values = stackalloc byte[4];
        byte disabled = 1;
        NativeTerminal.ControlCharacters(names, values, 4, &disabled);
        Assert.Equal(new byte[] { 0x7F, 0, 0, 4 }, new ReadOnlySpan<byte>(values, 4).ToArray());
        Assert.Equal(0, disabled);
    }

    [Fact]
    public void Polling_sees_input_output_and_time()
    {
        NativePoll.Request* requests = stackalloc NativePoll.Request[2];
        requests[0] = new NativePoll.Request { Descriptor = 0, Events = 1 };
        requests[1] = new NativePoll.Request { Descriptor = 99, Events = 4 };
        uint triggered;
        Assert.Equal(0, NativePoll.Poll(requests, 1, 20, &triggered));
        Assert.Equal(0u, triggered);
        Assert.InRange(Machine.Waits, 18, 22);

        Machine.Type("x");
        Assert.Equal(0, NativePoll.Poll(requests, 2, -1, &triggered));
        Assert.Equal(2u, triggered);
        Assert.Equal((1, 0x20), (requests[0].Triggered, requests[1].Triggered));

        requests[0] = new NativePoll.Request { Descriptor = 1, Events = 4 };
        Assert.Equal(0, NativePoll.Poll(requests, 1, -1, &triggered));
        Assert.Equal(4, requests[0].Triggered);
    }

    [Fact]
    public void Polling_waits_for_keys_but_not_for_what_can_never_come()
    {
        uint triggered;
        NativePoll.Request never = new() { Descriptor = -1, Events = 1 };
        Assert.NotEqual(0, NativePoll.Poll(&never, 1, -1, &triggered));

        Machine.WhileWaiting = static () =>
        {
            if (Machine.Waits == 5)
            {
                Machine.Type("x");
            }
        };
        NativePoll.Request keys = new() { Descriptor = 0, Events = 1 };
        Assert.Equal(0, NativePoll.Poll(&keys, 1, -1, &triggered));
        Assert.Equal((1u, 5), (triggered, Machine.Waits));
    }

    private static void Write(string text)
    {
        fixed (byte* bytes = Encoding.UTF8.GetBytes(text))
        {
            NativeFileData.Write(1, bytes, text.Length);
        }
    }

    private static string Read(int size)
    {
        byte[] buffer = new byte[size];
        fixed (byte* start = buffer)
        {
            return Encoding.UTF8.GetString(buffer, 0, NativeTerminal.ReadStandardInput(start, size));
        }
    }
}
