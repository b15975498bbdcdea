using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The same ISO boots on every machine that the project promises.</summary>
[Collection(BootCollection.Name)]
public sealed class MachineTests
{
    [Theory]
    [InlineData(false, "max", 64)]
    [InlineData(false, "Nehalem", 128)]
    [InlineData(false, "max", 4096)]
    [InlineData(true, "max", 256)]
    [InlineData(true, "Nehalem", 512)]
    public void The_iso_boots(bool uefi, string cpu, int memoryMiB)
    {
        var result = SharedBoot.Exec(new MachineOptions { Uefi = uefi, Cpu = cpu, MemoryMiB = memoryMiB }, "echo up");
        Assert.Null(result.Trouble);
        Assert.Equal(0, result.Status);
        Assert.Equal("up\n", Assert.Single(result.Lines).Output);
    }

    [Fact]
    public void Too_little_memory_is_said_and_no_hang()
    {
        var result = SharedBoot.Exec(new MachineOptions { MemoryMiB = 20, Timeout = TimeSpan.FromSeconds(30) }, "echo up");
        Assert.NotEqual(0, result.Status);
        Assert.NotNull(result.Trouble);
    }
}
