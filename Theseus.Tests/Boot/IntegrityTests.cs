using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.Machine;
using Theseus.Build.Machine.Debugging;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// Bits flip in the memory of a machine that runs, by its debugger's stub: they are found, mended and said. One boot,
/// at the prompt; each test damages what no other does.
/// </summary>
public sealed class IntegrityTests(IntegrityTests.Boot boot) : IClassFixture<IntegrityTests.Boot>
{
    private const string Slow = "services scrub 3600000";
    private const string Hello = "Theseus.Cells.Hello.Program.Main";
    private const string Echo = "Theseus.Cells.Echo.Program.Main";
    private const string Where = "Theseus.Cells.Where.Program.Main";
    private const string ClassLibrarySymbol = "_ZTV6String";
    private const string Panic = "Theseus.Runtime.Panic.Stop";
    private const string Audit = "Theseus.Memory.Physical.FrameAllocator.StateOf"; // asked by 'mem check'

    public sealed class Boot : IDisposable
    {
        private readonly Lazy<PromptSession> _prompt = new(Start);
        private readonly Lazy<DebuggerStub> _stub;

        public Boot() => _stub = new Lazy<DebuggerStub>(Connect);

        /// <summary>Changes bits of a byte of memory.</summary>
        public void Flip(ulong address, byte bits = 0x10) => _stub.Value.Flip(address, bits);

        /// <summary>Puts bytes into memory; what they were.</summary>
        public byte[] Write(ulong address, params byte[] bytes) => _stub.Value.WhileStopped(() =>
        {
            byte[] were = _stub.Value.Read(address, bytes.Length);
            _stub.Value.Write(address, bytes);
            return were;
        });

        /// <summary>True if something is in memory at an address.</summary>
        public bool IsMapped(ulong address)
        {
            try
            {
                _stub.Value.WhileStopped(() => _stub.Value.Read(address, 1));
                return true;
            }
            catch (DebuggerException e) when (e.Error == DebuggerError.Refused)
            {
                return false;
            }
        }

        /// <summary>What a line prints, without the line itself and the prompt behind it.</summary>
        public string Line(string line)
        {
            _prompt.Value.Enter(line, "\n");
            return _prompt.Value.Hear("> ").Replace("\r", "");
        }

        public string Hear(string text) => _prompt.Value.Hear(text);

        /// <summary>Where a function is.</summary>
        public ulong AddressOf(string function)
        {
            Match match = Regex.Match(Line($"symbol {function}"), "(?m)^  ([0-9a-f]{16})  ");
            Assert.True(match.Success, $"'{function}' has no address");
            return ulong.Parse(match.Groups[1].Value, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture);
        }

        public void Dispose()
        {
            if (_stub.IsValueCreated)
            {
                _stub.Value.Dispose();
            }

            if (_prompt.IsValueCreated)
            {
                _prompt.Value.Dispose();
            }
        }

        private static PromptSession Start()
        {
            PromptSession prompt = new(new MachineOptions { HasDebuggerStub = true });
            prompt.Enter(Slow, "> "); // who finds something is whom a test asks
            return prompt;
        }

        private DebuggerStub Connect()
        {
            _ = _prompt.Value;
            DebuggerStub stub = _prompt.Value.ConnectDebugger();
            stub.Continue();
            return stub;
        }
    }

    private void AssertBooksAreWhole()
    {
        Assert.Contains("every frame is accounted for\n", boot.Line("mem check"));
        string pages = boot.Line("pages");
        Assert.Matches(@"(?m)^  write and execute +0 pages$", pages);
        Assert.Matches(@"(?m)^  writable alias of code +0 pages$", pages);
        Assert.Matches(@"(?m)^  unknown +0 pages$", pages);
    }

    [Fact]
    public void A_flipped_bit_in_code_is_found_mended_and_said_once()
    {
        Assert.Contains("Hello, world", boot.Line("hello"));
        Assert.Matches(@"^  \d+ pages? \(\d+ KiB\) of 1 cell compared in \d+\.\d ms: \d+ right, 0 mended\n"
            + @"  since the machine was started: \d+ pages compared, \d+ mended, \d+ pass(es)? of the scrubber\n",
            boot.Line("cells check hello"));
        boot.Flip(boot.AddressOf(Hello) + 3);

        string found = boot.Line("cells check hello");
        Assert.Matches($@"^  Hello: {Regex.Escape(Hello)}\+0x3: 1 byte was wrong "
            + @"\(0x[0-9a-f]{2} in place of 0x[0-9a-f]{2}\), mended\n  \d+ pages? .*: \d+ right, 1 mended\n", found);
        Assert.Contains("[status 1]", found);
        string again = boot.Line("cells check hello");
        Assert.Contains(" right, 0 mended\n", again);
        Assert.DoesNotContain("[status", again);
        Assert.Contains("Hello, world", boot.Line("hello"));
        Assert.Matches($@"found that 1 byte was of Hello: {Regex.Escape(Hello)}\+0x3 not what the file says\n"
            + @" +mended: the page is what its file says\n", boot.Line("faults"));
        AssertBooksAreWhole();
    }

    [Fact]
    public void A_flipped_bit_in_constants_is_found_and_mended()
    {
        string cell = Path.Combine(Workspace.Find().Cells, "System.Private.CoreLib.cell");
        CellView file = new(File.ReadAllBytes(cell));
        int symbol = file.FindSymbol(NameHash.Of(Encoding.UTF8.GetBytes(ClassLibrarySymbol)));
        ulong start = boot.AddressOf(ClassLibrarySymbol) - file.Symbols[symbol].Offset;
        ulong at = start + file.Segments[(int)CellSegmentKind.ReadOnly].Offset;
        ulong end = start + file.Segments[(int)CellSegmentKind.Data].Offset;
        while (!boot.IsMapped(at) && at < end)
        {
            at += CellHeader.PageBytes;
        }

        Assert.True(at < end, "no constants of the class library are in memory");
        boot.Flip(at + 17, 0x80);
        boot.Flip(at + 4095, 0xFF);
        Assert.Matches(@"^  System\.Private\.CoreLib: \S.*: 2 bytes were wrong \(0x[0-9a-f]{2} in place of "
            + @"0x[0-9a-f]{2} first\), mended\n.* 1 mended\n", boot.Line("cells check system.private.corelib"));
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check"));
        AssertBooksAreWhole();
    }

    [Fact]
    public void Code_that_faults_is_mended_and_run_again_and_the_log_says_so()
    {
        Assert.Contains("one\n", boot.Line("echo one"));
        ulong at = boot.AddressOf(Echo);
        byte[] were = boot.Write(at, 0x0F, 0x0B); // an instruction that there is not
        Assert.NotEqual((0x0F, 0x0B), (were[0], were[1]));
        string said = boot.Line("echo two");
        Assert.Contains("two\n", said);
        Assert.DoesNotContain("[status", said);

        string bytes = were[0] == 0x0F || were[1] == 0x0B ? "1 byte was" : "2 bytes were";
        Assert.Matches($@"'main' of echo: found that {bytes} of Echo: {Regex.Escape(Echo)}\+0x[01] "
            + @"not what the file says\n +mended where it had faulted: the instruction was run again\n",
            boot.Line("faults"));
        Assert.Contains("three\n", boot.Line("echo three"));
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check echo"));
        AssertBooksAreWhole();
    }

    [Fact]
    public void The_scrubber_finds_and_mends_by_itself_beside_a_program_and_says_so_on_the_console_and_in_the_log()
    {
        boot.Line("spin &");
        boot.Line("where 0");
        boot.Flip(boot.AddressOf(Where) + 1);
        boot.Line("services scrub 1");
        boot.Hear($"scrubber: Where: {Where}+0x1: 1 byte was not what its file says: mended");
        boot.Line(Slow);
        Assert.Contains("Killed     spin &\n", boot.Line("kill spin"));
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check where"));
        Assert.Matches($@"task 4 'scrubber' of theseus: found that 1 byte was of Where: {Regex.Escape(Where)}\+0x1 "
            + "not what the file says", boot.Line("faults"));
        Assert.Matches(@"(?m)^    scrubber: goes on with the next page where it throws; one each 3600000 ms, \d+ "
            + "pass(es)?; task 4, 0 restarts$", boot.Line("services"));
        AssertBooksAreWhole();
    }

    [Fact]
    public void A_page_of_the_nano_core_that_changes_is_mended_from_its_copy_and_said_once()
    {
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check nano-core"));
        ulong at = boot.AddressOf(Panic);
        boot.Flip(at);
        Assert.Matches(@"^  nano-core: \S+: 1 byte was wrong "
            + @"\(0x[0-9a-f]{2} in place of 0x[0-9a-f]{2}\), mended\n.* 1 mended\n",
            boot.Line("cells check nano-core"));
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check nano-core"));
        AssertBooksAreWhole();
    }

    [Fact]
    public void Code_of_the_nano_core_that_faults_is_mended_and_run_again()
    {
        byte[] were = boot.Write(boot.AddressOf(Audit), 0x0F, 0x0B);
        Assert.NotEqual((0x0F, 0x0B), (were[0], were[1]));
        Assert.Contains("every frame is accounted for\n", boot.Line("mem check"));
        Assert.Matches(@"of nano-core: \S+\+0x[01] not what the file says\n"
            + @" +mended where it had faulted: the instruction was run again\n", boot.Line("faults"));
        Assert.Contains(" right, 0 mended\n", boot.Line("cells check nano-core"));
        AssertBooksAreWhole();
    }

    [Theory]
    [InlineData("cells check nosuch", "cells: no cell is named 'nosuch'\n", 1)]
    [InlineData("cells check hello echo", "usage: cells [-a], cells check [CELL]\n", 2)]
    [InlineData("services scrub 0", "services: '0' is no pace: milliseconds from page to page, 1 to 3600000\n", 2)]
    [InlineData("services scrub 3600001", "services: '3600001' is no pace: ", 2)]
    public void What_cannot_be_done_is_said(string line, string said, int status)
    {
        string output = boot.Line(line);
        Assert.Contains(said, output);
        Assert.Contains($"[status {status}]", output);
    }
}
