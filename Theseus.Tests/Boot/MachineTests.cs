using Theseus.Build.Linking;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The same ISO boots on every machine that the project promises.</summary>
public sealed class MachineTests
{
    [Theory]
    [InlineData(false, "max", 0)]
    [InlineData(false, "Nehalem", 0)]
    [InlineData(false, "Nehalem", 128)]
    [InlineData(false, "max", 4096)]
    [InlineData(true, "max", 256)]
    [InlineData(true, "Nehalem", 512)]
    [InlineData(true, "max", 4096)]
    public void The_iso_boots(bool uefi, string cpu, int memoryMiB)
    {
        ExecResult result = SharedBoot.Exec(
            new MachineOptions { Uefi = uefi, Cpu = cpu, MemoryMiB = SharedBoot.MemoryMiB(memoryMiB) },
            "echo up", "mem");
        SharedBoot.AssertNoTrouble(result);
        Assert.Equal(0, result.Status);
        Assert.Equal(("up\n", 0), result.Lines[0]);
        Assert.Equal(0, result.Lines[1].Status);
    }

    private const int MostForLoaderMiB = 4;

    [Fact]
    public void Nehalem_computes_as_the_newest_processor_does()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { Cpu = "Nehalem" },
            "conformance vectors floats strings spans encodings");
        SharedBoot.AssertNoTrouble(result);
        Assert.DoesNotContain("FAIL", result.Lines[0].Output);
        Assert.Equal(0, result.Status);
    }

    [Fact]
    public void The_smallest_machine_collects_and_goes_on()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { MemoryMiB = SharedBoot.LeastMemoryMiB },
            "conformance exhaustion collector", "gc", "echo still here");
        SharedBoot.AssertNoTrouble(result);
        Assert.DoesNotContain("FAIL", result.Lines[0].Output);
        Assert.Equal(("still here\n", 0), result.Lines[2]);
    }

    /// <summary>
    /// How little is too little for the loader too is its affair, and not monotone: it depends on the sizes of the
    /// files. Where it does not load the kernel the host says so, and a little more is enough for it.
    /// </summary>
    [Theory]
    [InlineData(30)]
    [InlineData(40)]
    [InlineData(60)]
    public void Too_little_memory_is_said_and_no_hang(int memoryMiB)
    {
        ExecResult result = WithTooLittle(memoryMiB);
        for (int more = 0; result.Status == ExecStatus.BootFailed && more < MostForLoaderMiB; more++)
        {
            Assert.Matches($@"the loader did not load it; by BIOS it needs about \d\d MiB, the machine has {memoryMiB}\s",
                result.Trouble);
            result = WithTooLittle(++memoryMiB);
        }

        Assert.Equal(ExecStatus.Panic, result.Status);
        Assert.Contains("*** kernel panic: too little memory for this image", result.Trouble);
        Assert.Matches($@"the machine has {memoryMiB} MiB of memory, this image needs \d\d by BIOS, and more by UEFI",
            result.Trouble);
    }

    [Fact]
    public void Memory_that_ends_where_the_image_begins_is_too_little_for_the_loader_and_said_by_the_host()
    {
        ExecResult result = WithTooLittle((int)(Layout.PhysicalBase >> 20));
        Assert.Equal(ExecStatus.BootFailed, result.Status);
        Assert.Matches(@"the loader did not load it; by BIOS it needs about \d\d MiB, the machine has 16\s",
            result.Trouble);
    }

    [Fact]
    public void A_processor_without_what_the_compiler_was_told_to_use_is_refused_and_what_it_lacks_is_named()
    {
        string cpu = "Nehalem,-ssse3,-sse4.1,-cx16,-popcnt,-lahf-lm";
        ExecResult result = SharedBoot.Exec(new MachineOptions { Cpu = cpu, Timeout = TimeSpan.FromMinutes(5) },
            "echo up");
        Assert.Equal(ExecStatus.BootFailed, result.Status);
        Assert.Contains(
            "this CPU lacks SSSE3, CMPXCHG16B, SSE4.1, POPCNT, LAHF-SAHF, which x86-64-v2 has and this system needs.",
                result.Trouble);
    }

    [Fact]
    public void A_machine_that_does_not_end_is_stopped_when_its_time_is_up()
    {
        ExecResult result = SharedBoot.Exec(new MachineOptions { Timeout = TimeSpan.FromSeconds(10) }, "echo up",
            "soak 1000000");
        Assert.Equal(ExecStatus.Timeout, result.Status);
        Assert.Equal([("up\n", 0)], result.Lines);
        Assert.Contains("no end after 10 s", result.Trouble);
        Assert.True(result.Seconds >= 9, $"it took {result.Seconds:f0} s");
    }

    private static ExecResult WithTooLittle(int memoryMiB)
    {
        ExecResult result = SharedBoot.Exec(
            new MachineOptions { MemoryMiB = memoryMiB, Timeout = TimeSpan.FromMinutes(5) }, "echo up");
        Assert.Empty(result.Lines);
        return result;
    }
}
