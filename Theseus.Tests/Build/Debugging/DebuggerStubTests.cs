using Theseus.Build.Machine.Debugging;
using Xunit;

namespace Theseus.Tests.Build.Debugging;

/// <summary>Our side of the GDB remote protocol, against a stub that says what a test wants.</summary>
public sealed class DebuggerStubTests
{
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(10);
    private static readonly TimeSpan s_impatience = TimeSpan.FromMilliseconds(200);

    private static DebuggerError ErrorOf(Action act) => Assert.Throws<DebuggerException>(act).Error;

    [Fact]
    public void The_checksum_of_a_packet_is_that_of_the_manual()
    {
        Assert.Equal("$m4015bc,2#5a"u8.ToArray(), RemotePacket.Of("m4015bc,2"));
        Assert.Equal("0000", RemotePacket.Text("0* "u8));
        Assert.Equal("a#b", RemotePacket.Text("a}\u0003b"u8));
        Assert.Equal(DebuggerError.BadAnswer, ErrorOf(() => RemotePacket.Text("a}"u8)));
        Assert.Equal(DebuggerError.BadAnswer, ErrorOf(() => RemotePacket.Text("*!"u8)));
    }

    [Fact]
    public void Memory_is_read_written_and_flipped_and_the_machine_goes_on_if_it_ran()
    {
        byte value = 0x55;
        using FakeStub fake = new(heard => heard switch
        {
            "\u0003" => FakeStub.Packet("T02thread:01;"),
            "c" => "+",
            "mffff,1" => "+" + FakeStub.Packet($"{value:x2}"),
            _ when heard.StartsWith("Mffff,1:", StringComparison.Ordinal) =>
                "+" + FakeStub.Packet((value = Convert.ToByte(heard[8..], 16)) == 0 ? "E01" : "OK"),
            _ => "+" + FakeStub.Packet(""),
        });
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, s_patience);
        Assert.True(stub.IsStopped);
        Assert.Equal([0x55], stub.Read(0xFFFF, 1));
        stub.Continue();
        Assert.Equal(0x55, stub.Flip(0xFFFF, 0x0F));
        Assert.Equal((0x5A, false), (value, stub.IsStopped));
        stub.Stop();
        stub.Stop();
        Assert.Equal(0x5A, stub.Flip(0xFFFF, 1));
        Assert.True(stub.IsStopped);
        Assert.Equal(
            ["mffff,1", "c", "\u0003", "mffff,1", "Mffff,1:5a", "c", "\u0003", "mffff,1", "Mffff,1:5b"], fake.Heard);
    }

    [Fact]
    public void Long_memory_is_read_and_written_in_parts()
    {
        byte[] memory = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 7))];
        byte[] written = new byte[5000];
        using FakeStub fake = new(heard =>
        {
            string[] parts = heard[1..].Split(',', ':');
            int at = Convert.ToInt32(parts[0], 16);
            int count = Convert.ToInt32(parts[1], 16);
            if (heard[0] == 'm')
            {
                return "+" + FakeStub.Packet(Convert.ToHexString(memory.AsSpan(at, count)));
            }

            Convert.FromHexString(parts[2]).CopyTo(written, at);
            return "+" + FakeStub.Packet("OK");
        });
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, s_patience);
        Assert.Equal(memory, stub.Read(0, memory.Length));
        stub.Write(0, memory);
        Assert.Equal(memory, written);
    }

    [Fact]
    public void What_was_garbled_is_sent_again_and_after_three_times_that_is_an_error()
    {
        int heardTimes = 0;
        using FakeStub fake = new(_ => ++heardTimes == 1 ? "-" : "+$41#00" + FakeStub.Packet("41"));
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, s_patience);
        Assert.Equal([0x41], stub.Read(1, 1));
        Assert.Equal(["m1,1", "m1,1"], fake.Heard);

        using FakeStub deaf = new(_ => "-");
        using DebuggerStub toDeaf = DebuggerStub.Connect(deaf.Path, s_patience);
        Assert.Equal(DebuggerError.Garbled, ErrorOf(() => toDeaf.Read(1, 1)));
        Assert.Equal(3, deaf.Heard.Count);

        using FakeStub drunk = new(_ => "+$41#00$41#01$41#02");
        using DebuggerStub toDrunk = DebuggerStub.Connect(drunk.Path, s_patience);
        Assert.Equal(DebuggerError.Garbled, ErrorOf(() => toDrunk.Read(1, 1)));
    }

    [Theory]
    [InlineData("E14", DebuggerError.Refused)]
    [InlineData("", DebuggerError.Unknown)]
    [InlineData("4", DebuggerError.BadAnswer)]
    [InlineData("4142", DebuggerError.BadAnswer)]
    [InlineData("OK", DebuggerError.BadAnswer)]
    public void An_answer_that_is_none_is_an_error_by_name(string answer, DebuggerError error)
    {
        using FakeStub fake = new(_ => "+" + FakeStub.Packet(answer));
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, s_patience);
        DebuggerException thrown = Assert.Throws<DebuggerException>(() => stub.Read(1, 1));
        Assert.Equal((error, $"Debugger{error}"), (thrown.Error, thrown.Id));
    }

    [Fact]
    public void Silence_an_end_and_nobody_at_all_are_errors_by_name()
    {
        using FakeStub silent = new(_ => "");
        using DebuggerStub stub = DebuggerStub.Connect(silent.Path, s_impatience);
        Assert.Equal(DebuggerError.Timeout, ErrorOf(() => stub.Read(1, 1)));

        using FakeStub ended = new(_ => null);
        using DebuggerStub toEnded = DebuggerStub.Connect(ended.Path, s_patience);
        Assert.Equal(DebuggerError.Closed, ErrorOf(() => toEnded.Read(1, 1)));

        Assert.Equal(DebuggerError.NoStub, ErrorOf(() => DebuggerStub.Connect("/nowhere/gdb", s_impatience)));
    }

    [Fact]
    public void A_machine_that_runs_is_not_asked()
    {
        using FakeStub fake = new(heard => heard == "c" ? "+" : FakeStub.Packet("OK"));
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, s_patience);
        stub.Continue();
        Assert.Equal(DebuggerError.Running, ErrorOf(() => stub.Read(1, 1)));
        Assert.Equal(DebuggerError.BadAnswer, ErrorOf(stub.Stop)); // 'OK' is no stop
    }
}
