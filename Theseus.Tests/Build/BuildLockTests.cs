using Theseus.Build;
using Theseus.Build.Commands;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>Commands that are given at once in one tree do not build beside each other.</summary>
public sealed class BuildLockTests : IDisposable
{
    private const int MostWaitMs = 60_000;

    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public async Task Who_comes_later_waits_until_the_first_has_built()
    {
        Workspace workspace = new(_folder);
        FileStream first = BuildLock.Take(workspace);
        Task<FileStream> second = Task.Run(() => BuildLock.Take(workspace));
        Assert.NotSame(second, await Task.WhenAny(second, Task.Delay(300)));
        await first.DisposeAsync();
        Assert.Same(second, await Task.WhenAny(second, Task.Delay(MostWaitMs)));
        await (await second).DisposeAsync();
        await BuildLock.Take(workspace).DisposeAsync();
    }
}
