using Theseus.Tasks.Locking;
using Theseus.Tasks.Scheduling;
using Theseus.Tests.Platform;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>What the tests of locks share: a simulated CPU, its tasks, and what they did in order.</summary>
[Collection(ConsoleCollection.Name)]
public abstract class LockTests : IDisposable
{
    private readonly TaskGroup _group = new();

    protected LockTests() => Machine.Reset();

    /// <summary>What the tasks did.</summary>
    protected List<string> Log { get; } = [];

    public void Dispose()
    {
        SimulatedCpu.Stop();
        GC.SuppressFinalize(this);
    }

    protected static void Fails(LockError error, Action use) =>
        Assert.Equal(error, Assert.Throws<LockException>(use).Error);

    /// <summary>Starts tasks by name, each of which runs until it waits or ends before the next begins.</summary>
    protected void StartEach(string names, Action<string> body)
    {
        foreach (string name in names.Split(' '))
        {
            Start(() => body(name));
            TaskGroup.Settle();
        }
    }

    protected void Start(Action body) => _group.Start(body);

    protected void WaitForAll() => _group.Wait();

    protected void Is(string expected) => Assert.Equal(expected, string.Join(' ', Log));
}
