using Theseus.Tasks.Locking;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>A wait that would close a circle is refused; one that would not is not.</summary>
public sealed class DeadlockTests : LockTests
{
    private readonly TaskMutex[] _mutexes = [new(), new(), new()];
    private readonly TaskReaderWriterLock _shared = new();
    private readonly TaskEvent _go = new(EventReset.Manual);

    [Theory]
    [InlineData("a b", "Deadlock")]
    [InlineData("a b c", "Deadlock")]
    public void The_last_of_those_that_would_wait_in_a_circle_hears_it_and_the_others_go_on(string names, string error)
    {
        string[] all = names.Split(' ');
        StartEach(names, name =>
        {
            int at = Array.IndexOf(all, name);
            try
            {
                using MutexGuard first = _mutexes[at].Enter();
                _go.Wait();
                using MutexGuard second = _mutexes[(at + 1) % all.Length].Enter();
                Log.Add("both");
            }
            catch (LockException refused)
            {
                Log.Add($"{refused.Error}");
                Assert.StartsWith("Deadlock: lock ", refused.Message);
                Assert.EndsWith(", held by the task that asks for it", refused.Message);
                Assert.Equal(all.Length - 1, refused.Message.Split("which waits for lock").Length - 1);
            }
        });
        _go.Set();
        WaitForAll();
        Is(string.Join(' ', Enumerable.Repeat("both", all.Length - 1).Prepend(error)));
        Assert.All(_mutexes, mutex => Assert.True(mutex.TryEnter(0).IsHeld));
    }

    [Fact]
    public void A_reader_that_waits_for_the_writers_mutex_is_found_among_the_readers()
    {
        StartEach("reader other writer", name =>
        {
            try
            {
                if (name == "writer")
                {
                    using MutexGuard mutex = _mutexes[0].Enter();
                    _go.Wait();
                    using ReaderWriterGuard write = _shared.EnterWrite();
                    return;
                }

                using ReaderWriterGuard read = _shared.EnterRead();
                _go.Wait();
                if (name == "reader")
                {
                    using MutexGuard mutex = _mutexes[0].Enter();
                    Log.Add("reader");
                }
            }
            catch (LockException refused)
            {
                Log.Add($"{name}:{refused.Error}");
            }
        });
        _go.Set();
        WaitForAll();
        Is("writer:Deadlock reader");
    }

    [Fact]
    public void A_wait_that_a_time_ends_is_none_that_lasts_for_ever()
    {
        StartEach("a b", name =>
        {
            int at = name == "a" ? 0 : 1;
            using MutexGuard first = _mutexes[at].Enter();
            _go.Wait();
            using MutexGuard second = _mutexes[1 - at].TryEnter(name == "a" ? 5 : Timeout.Infinite);
            Log.Add($"{name}:{second.IsHeld}");
        });
        _go.Set();
        WaitForAll();
        Is("a:False b:True");
    }

    [Fact]
    public void Those_that_wait_in_a_row_are_not_refused()
    {
        MutexGuard last = _mutexes[2].Enter();
        StartEach("a b", name =>
        {
            int at = name == "a" ? 1 : 0;
            using MutexGuard first = _mutexes[at].Enter();
            using MutexGuard second = _mutexes[at + 1].Enter();
            Log.Add(name);
        });
        last.Dispose();
        WaitForAll();
        Is("a b");
    }
}
