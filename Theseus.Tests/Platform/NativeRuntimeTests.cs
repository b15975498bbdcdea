using System.Reflection;
using System.Runtime;
using System.Text;
using Theseus.Platform;
using Theseus.Platform.Interfaces;
using Theseus.Cells.Drivers.Entropy;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Files;
using Theseus.Platform.Native.Memory;
using Theseus.Platform.Native.Process;
using Theseus.Platform.Native.Random;
using Theseus.Platform.Native.Sockets;
using Theseus.Platform.Native.Terminal;
using Theseus.Platform.Native.Text;
using Theseus.Platform.Native.Threads;
using Theseus.Platform.Native.Time;
using Theseus.Runtime;
using Theseus.Tests.Drivers;
using Theseus.Tests.Tasks;
using Xunit;

namespace Theseus.Tests.Platform;

// SAFETY: blocks are touched within the size that was asked for.
[Collection(ConsoleCollection.Name)]
public sealed unsafe class NativeRuntimeTests
{
    public NativeRuntimeTests()
    {
        Machine.Reset();
        EntropyPool.Reset();
        DriverTable.Entropy = new EntropyPool(
            new SimulatedEntropy { NoiseSource = () => (ulong)Random.Shared.Next(1000) });
    }

    [Fact]
    public void Every_symbol_is_defined_once()
    {
        List<string?> names = typeof(NativeFiles).Assembly.GetTypes()
            .SelectMany(
            static type =>
                type.GetMethods(BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic
                | BindingFlags.DeclaredOnly))
            .Select(static method => method.GetCustomAttribute<RuntimeExportAttribute>()?.EntryPoint)
            .Where(static name => name?.StartsWith("SystemNative_", StringComparison.Ordinal) == true)
            .ToList();
        Assert.Equal(names.Count, names.Distinct().Count());
        Assert.InRange(names.Count, 120, 400);
        string[] needed = [
            "Open", "Read", "Write", "Poll", "MMap", "GetEnv", "CreateThread", "LowLevelMonitor_Wait", "SNPrintF_1I",
                "StrErrorR"];
        Assert.All(needed, name => Assert.Contains("SystemNative_" + name, names));
    }

    [Fact]
    public void Errors_are_translated_both_ways()
    {
        foreach (ErrorNumber error in Enum.GetValues<ErrorNumber>())
        {
            Assert.Equal((int)error, Errno.FromBcl(Errno.ToBcl((int)error)));
        }

        Assert.Equal(0x1002D, Errno.ToBcl((int)ErrorNumber.ENOENT));
        Assert.Equal(ErrorTable.NonStandard, Errno.ToBcl(9999));
        Assert.Equal(-1, Errno.FromBcl(12345));
        byte* buffer = stackalloc byte[12];
        Assert.Equal("No such fil",
            Encoding.ASCII.GetString(NativeText.Of(Errno.Describe((int)ErrorNumber.ENOENT, buffer, 12))));
    }

    [Fact]
    public void The_chacha20_block_is_that_of_rfc_7539_and_8439()
    {
        // RFC 8439, appendix A.1, test vectors 1 and 2: key and nonce 0, counters 0 and 1.
        ChaCha20.Generate(default, 0, out ChaCha20.Block block);
        Assert.Equal(0xADE0B876u, block[0]);
        Assert.Equal(0x903DF1A0u, block[1]);
        Assert.Equal(0x8665EEB2u, block[15]);
        ChaCha20.Generate(default, 1, out block);
        Assert.Equal(0xBEE7079Fu, block[0]);
        Assert.Equal(0x7A385155u, block[1]);
    }

    [Fact]
    public void Random_bytes_fill_every_byte_and_do_not_repeat()
    {
        HashSet<string> seen = new();
        byte[] ored = new byte[61];
        for (int i = 0; i < 3000; i++)
        {
            byte[] bytes = new byte[61];
            fixed (byte* start = bytes)
            {
                Assert.Equal(0, NativeRandom.FillSecurely(start, bytes.Length));
            }

            Assert.True(seen.Add(Convert.ToHexString(bytes)));
            for (int k = 0; k < ored.Length; k++)
            {
                ored[k] |= bytes[k];
            }
        }

        Assert.All(ored, static value => Assert.Equal(0xFF, value));
        Assert.Equal(-1, NativeRandom.FillSecurely(null, 4));
    }

    [Fact]
    public void Clocks_have_their_units()
    {
        Machine.Clock = 5 * Machine.TimestampFrequency;
        Assert.InRange(NativeTime.Nanoseconds(), 5_000_000_000, 5_000_000_100);
        Assert.Equal(5000, NativeTime.Milliseconds());
        Machine.Clock = ulong.MaxValue / 4;
        Assert.InRange(NativeTime.Nanoseconds() / 1e9, 1.84e9, 1.85e9);
        Assert.Equal(Machine.Now, DateTime.UnixEpoch.AddTicks(NativeTime.SystemTime()));
    }

    [Fact]
    public void Memory_is_given_zeroed_aligned_resized_or_not_at_all()
    {
        int blocks = Machine.Blocks;
        byte* zeroed = (byte*)NativeAllocation.AllocateZeroed(10, 10);
        Assert.False(new ReadOnlySpan<byte>(zeroed, 100).ContainsAnyExcept((byte)0));
        zeroed = (byte*)NativeAllocation.Reallocate(zeroed, 10_000);
        NativeAllocation.Free(zeroed);
        NativeAllocation.Free(null);
        Assert.True(NativeAllocation.AllocateZeroed(nuint.MaxValue / 2, 3) == null);
        Assert.True(NativeAllocation.Allocate(nuint.MaxValue) == null);
        Assert.True(NativeAllocation.AllocateAligned(3 * 16, 10) == null);
        Assert.True(NativeAllocation.AllocateAligned(4096, nuint.MaxValue - 10) == null);

        foreach (nuint alignment in new nuint[] { 1, 16, 64, 4096 })
        {
            byte* aligned = (byte*)NativeAllocation.AllocateAligned(alignment, 100);
            Assert.Equal((nuint)0, (nuint)aligned % alignment);
            aligned[99] = 42;
            aligned = (byte*)NativeAllocation.ReallocateAligned(aligned, alignment, 5000);
            Assert.Equal(42, aligned[99]);
            Assert.Equal((nuint)0, (nuint)aligned % alignment);
            NativeAllocation.FreeAligned(aligned);
        }

        Assert.Equal(blocks, Machine.Blocks);
    }

    [Fact]
    public void Reserved_pages_are_zero_when_access_is_given()
    {
        const int None = 0, ReadWrite = 3, PrivateAnonymous = 0x12;
        int blocks = Machine.Blocks;
        nint start = NativeMappings.Map(0, 1 << 20, None, PrivateAnonymous, -1, 0);
        Assert.True(start > 0);
        Assert.Equal(0, start % 4096);
        Assert.Equal(0, NativeMappings.Protect(start, 65536, ReadWrite));
        Assert.False(new ReadOnlySpan<byte>((void*)start, 65536).ContainsAnyExcept((byte)0));
        *(byte*)start = 1;
        Assert.Equal(0, NativeMappings.Protect(start + 65536, 65536, ReadWrite));
        Assert.Equal(1, *(byte*)start);
        Assert.False(new ReadOnlySpan<byte>((byte*)start + 65536, 65536).ContainsAnyExcept((byte)0));
        Assert.Equal(-1, NativeMappings.Protect(start, 2 << 20, ReadWrite));
        Assert.Equal(-1, NativeMappings.Protect(start, 4096, 5));
        Assert.Equal(-1, NativeMappings.Unmap(start, 4096));
        Assert.Equal(0, NativeMappings.Unmap(start, 1 << 20));
        Assert.Equal(-1, NativeMappings.Unmap(start, 1 << 20));
        Assert.Equal(-1, NativeMappings.Map(0, 4096, ReadWrite, 2, 3, 0));
        Assert.Equal(-1, NativeMappings.Map(0, 4096, 7, PrivateAnonymous, -1, 0));
        Assert.Equal(-1, NativeMappings.Map(0, 1ul << 40, None, PrivateAnonymous, -1, 0));
        Assert.Equal(blocks, Machine.Blocks);
    }

    [Fact]
    public void A_wait_that_nothing_can_end_throws_and_the_monitor_is_still_held()
    {
        nint monitor = NativeMonitor.Create();
        NativeMonitor.Acquire(monitor);
        PlatformNotSupportedException thrown = Assert.Throws<PlatformNotSupportedException>(
            () => NativeMonitor.Wait(monitor));
        Assert.Contains("for ever", thrown.Message, StringComparison.Ordinal);
        NativeMonitor.Release(monitor);
        NativeMonitor.Acquire(monitor);
        Assert.Throws<PanicException>(() => NativeMonitor.Acquire(monitor));
    }

    [Fact]
    public void A_signal_given_while_waiting_ends_the_wait()
    {
        nint monitor = NativeMonitor.Create();
        NativeMonitor.Acquire(monitor);
        SimulatedCpu.Start(() =>
        {
            NativeMonitor.Acquire(monitor);
            NativeMonitor.SignalAndRelease(monitor);
        });
        NativeMonitor.Wait(monitor);
        NativeMonitor.Release(monitor);

        // A signal that nobody waits for is lost.
        NativeMonitor.Acquire(monitor);
        NativeMonitor.SignalAndRelease(monitor);
        NativeMonitor.Acquire(monitor);
        Assert.Equal(0, NativeMonitor.TimedWait(monitor, 5));
        NativeMonitor.Release(monitor);
        NativeMonitor.Destroy(monitor);
        SimulatedCpu.Stop();
    }

    [Theory]
    [InlineData(0)]
    [InlineData(20)]
    public void A_timed_wait_takes_its_time(int milliseconds)
    {
        nint monitor = NativeMonitor.Create();
        NativeMonitor.Acquire(monitor);
        ulong start = Machine.Clock;
        Assert.Equal(0, NativeMonitor.TimedWait(monitor, milliseconds));
        Assert.InRange((double)(Machine.Clock - start) / Machine.TimestampFrequency * 1000, milliseconds,
            milliseconds + 2);
        NativeMonitor.Release(monitor);
        NativeMonitor.Destroy(monitor);
    }

    [Fact]
    public void Environment_variables_are_found_and_listed()
    {
        Assert.Equal("xterm-256color", Variable("TERM"));
        Assert.Equal("/", Variable("HOME"));
        Assert.Equal("", Variable("TZ"));
        Assert.Null(Variable("TER"));
        Assert.Null(Variable("TERMS"));
        Assert.Null(Variable(""));

        int blocks = Machine.Blocks;
        byte** all = NativeEnvironment.All();
        List<string> names = new();
        for (int i = 0; all[i] != null; i++)
        {
            names.Add(Encoding.UTF8.GetString(NativeText.Of(all[i])).Split('=')[0]);
        }

        Assert.Equal(["HOME", "HOSTNAME", "LANG", "PATH", "TERM", "TERMINFO", "TZ", "USER"], names);
        NativeEnvironment.Free(all);
        Assert.Equal(blocks, Machine.Blocks);
    }

    [Fact]
    public void Names_of_machine_user_and_process()
    {
        byte* buffer = stackalloc byte[256];
        Assert.Equal(0, NativeSystem.HostName(buffer, 256));
        Assert.Equal("theseus", Encoding.UTF8.GetString(NativeText.Of(buffer)));
        Assert.Equal(-1, NativeSystem.HostName(buffer, 3));

        NativeUsers.Account account;
        Assert.Equal(0, NativeUsers.AccountOf(0, &account, buffer, 256));
        Assert.Equal("root", Encoding.UTF8.GetString(NativeText.Of((byte*)account.Name)));
        Assert.Equal("/", Encoding.UTF8.GetString(NativeText.Of((byte*)account.Home)));
        Assert.Equal("", Encoding.UTF8.GetString(NativeText.Of((byte*)account.Shell)));
        Assert.Equal((int)ErrorNumber.ERANGE, NativeUsers.AccountOf(0, &account, buffer, 6));
        Assert.Equal(-1, NativeUsers.AccountOf(7, &account, buffer, 256));

        byte* path = NativeSystem.ProcessPath();
        Assert.Equal("/program", Encoding.UTF8.GetString(NativeText.Of(path)));
        NativeAllocation.Free(path);
        int capacity = 3;
        Assert.Equal(-1, NativeSystem.UnixVersion(buffer, &capacity));
        Assert.Equal(0, NativeSystem.UnixVersion(buffer, &capacity));
        Assert.Equal("Theseus 0.1.0", Encoding.UTF8.GetString(NativeText.Of(buffer)));
    }

    [Fact]
    public void The_end_reaches_the_machine()
    {
        Assert.Equal("power off 3", Assert.Throws<MachineStopped>(() => NativeSystem.Exit(3)).Message);
        Assert.Equal("the kernel has called abort", Assert.Throws<PanicException>(NativeSystem.Abort).Message);
    }

    [Fact]
    public void Libraries_say_that_they_are_not_there()
    {
        Assert.Equal(0, NativeLibraries.Load(0));
        Assert.Equal("this system has no native libraries",
            Encoding.UTF8.GetString(NativeText.Of((byte*)NativeLibraries.LoadError())));
    }

    [Fact]
    public void Signals_can_be_registered_for_as_on_linux_until_the_program_ends()
    {
        Assert.All([1, 2, 3, 15, 17, 18, 20, 21, 22, 28, 34, 64],
            signal => Assert.Equal(1, NativeSignals.Enable(signal)));
        Assert.All([0, -1, 9, 19, 32, 33, 65, int.MaxValue], signal => Assert.Equal(0, NativeSignals.Enable(signal)));
        NativeSignals.Disable(2);
        Assert.False(NativeSignals.IsEnabled(2));
        Assert.True(NativeSignals.IsEnabled(15));
        NativeTerminal.SetSignalForBreak(0);
        NativeTerminal.OnProgramEnd();
        Assert.Equal(1, NativeTerminal.SignalForBreak());
        Assert.False(NativeSignals.IsEnabled(15));
        Assert.Equal((int)ErrorNumber.EINVAL, Errno.GetErrNo());
        Assert.Equal(15, NativeSignals.NumberOf(-4));
    }

    [Fact]
    public void Socket_addresses_are_put_together_as_linux_lays_them_out()
    {
        byte* address = stackalloc byte[28];
        Assert.Equal(0, NativeSocketAddresses.SetInet(address, 16, 0x0100007F));
        Assert.Equal(0, NativeSocketAddresses.SetPort(address, 16, 8080));
        Assert.Equal("02001F907F000001", Convert.ToHexString(new ReadOnlySpan<byte>(address, 8)));
        ushort port;
        uint scope;
        Assert.Equal(0, NativeSocketAddresses.GetPort(address, 16, &port));
        Assert.Equal(8080, port);
        Assert.NotEqual(0, NativeSocketAddresses.GetInet6(address, 28, address, 16, &scope));
        Assert.NotEqual(0, NativeSocketAddresses.SetInet(address, 15, 0));

        byte* value = stackalloc byte[16];
        for (int i = 0; i < 16; i++)
        {
            value[i] = (byte)i;
        }

        Assert.Equal(0, NativeSocketAddresses.SetInet6(address, 28, value, 16, 7));
        int family;
        Assert.Equal(0, NativeSocketAddresses.GetFamily(address, 28, &family));
        Assert.Equal(23, family);
        new Span<byte>(value, 16).Clear();
        Assert.Equal(0, NativeSocketAddresses.GetInet6(address, 28, value, 16, &scope));
        Assert.Equal((15, 7u), (value[15], scope));
    }

    [Fact]
    public void Other_processes_are_not_there()
    {
        nint mask;
        Assert.Equal((-1, (int)ErrorNumber.ENOSYS), (NativeProcesses.Start(0, 0, 0, 0), Errno.GetErrNo()));
        Assert.Equal((-1, (int)ErrorNumber.ESRCH), (NativeProcesses.Kill(55, 9), Errno.GetErrNo()));
        Assert.Equal(0, NativeProcesses.Affinity(0, &mask));
        Assert.Equal(1, mask);
        Assert.True(NativeProcesses.BootTime() < NativeTime.SystemTime());
    }

    private static string? Variable(string name)
    {
        fixed (byte* text = Encoding.UTF8.GetBytes(name + "\0"))
        {
            byte* value = NativeEnvironment.Get(text);
            return value == null ? null : Encoding.UTF8.GetString(NativeText.Of(value));
        }
    }
}
