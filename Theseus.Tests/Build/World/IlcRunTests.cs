using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class IlcRunTests
{
    [Theory]
    [InlineData(0, "", IlcEnd.Done)]
    [InlineData(1, "Error: Code generation failed for method 'M'", IlcEnd.Failed)]
    [InlineData(134, "Unhandled exception. System.OutOfMemoryException", IlcEnd.OutOfMemory)]
    [InlineData(152, "", IlcEnd.OutOfTime)]
    [InlineData(137, "", IlcEnd.OutOfTime)]
    public void A_run_ends_by_itself_or_at_a_limit(int code, string output, IlcEnd end) =>
        Assert.Equal(end, IlcRun.Judge(code, [output]));

    [Fact]
    public void A_program_that_does_not_end_is_stopped_at_its_share_of_the_processor()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("theseus-test-");
        string program = Path.Combine(folder.FullName, "spin");
        File.WriteAllText(program, "#!/bin/sh\nwhile :; do :; done\n");
        // The shell takes the script where the response file's name stands.
        IlcRun run = IlcRun.Start(Path.Combine(folder.FullName, "log"), "/bin/sh", program, new IlcLimits(1, 1 << 30));
        Assert.Equal(IlcEnd.OutOfTime, run.End);
        folder.Delete(recursive: true);
    }

    [Fact]
    public void Packages_and_the_scanner_get_more_time()
    {
        (IlcLimits plain, IlcLimits packages) = (IlcLimits.For(0, false), IlcLimits.For(4 << 20, false));
        Assert.True(plain.CpuSeconds < packages.CpuSeconds);
        Assert.Equal(packages.CpuSeconds * 2, IlcLimits.For(4 << 20, true).CpuSeconds);
        Assert.InRange(packages.HeapBytes, 1, 4L << 30);
    }
}
