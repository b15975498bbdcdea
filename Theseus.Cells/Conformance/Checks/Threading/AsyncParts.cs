using System.Runtime.CompilerServices;
using System.Threading.Tasks.Sources;

namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Something that is disposed of asynchronously, and says so.</summary>
internal sealed class Resource(string name, List<string> log) : IAsyncDisposable
{
    public async ValueTask DisposeAsync()
    {
        await Task.Yield();
        log.Add(name);
    }
}

/// <summary>The source of one answer after another, each a <see cref="ValueTask{TResult}"/>.</summary>
internal sealed class Answer : IValueTaskSource<int>
{
    private ManualResetValueTaskSourceCore<int> _core = new() { RunContinuationsAsynchronously = true };

    /// <summary>How many answers were taken.</summary>
    public short Version => _core.Version;

    /// <summary>What the next answer comes by.</summary>
    public ValueTask<int> Next() => new(this, _core.Version);

    /// <summary>Gives the answer.</summary>
    public void Give(int result) => _core.SetResult(result);

    /// <summary>Gives an exception for an answer.</summary>
    public void Fail(Exception exception) => _core.SetException(exception);

    public ValueTaskSourceStatus GetStatus(short token) => _core.GetStatus(token);

    public void OnCompleted(Action<object?> continuation, object? state, short token,
        ValueTaskSourceOnCompletedFlags flags) => _core.OnCompleted(continuation, state, token, flags);

    public int GetResult(short token)
    {
        try
        {
            return _core.GetResult(token);
        }
        finally
        {
            if (token == _core.Version)
            {
                _core.Reset();
            }
        }
    }
}

/// <summary>Something of our own to await: it goes on on a thread of its own, and gives 7.</summary>
internal sealed class Promise(List<object> log) : ICriticalNotifyCompletion
{
    /// <summary>Never at once.</summary>
    public bool IsCompleted
    {
        get
        {
            log.Add("asked");
            return false;
        }
    }

    public Promise GetAwaiter() => this;

    public int GetResult() => 7;

    public void OnCompleted(Action continuation) => throw new NotSupportedException();

    public void UnsafeOnCompleted(Action continuation)
    {
        log.Add("scheduled");
        Worker.Start(continuation);
    }
}

/// <summary>As <see cref="Promise"/>, for whom the compiler must let the execution context flow.</summary>
internal sealed class PlainPromise : INotifyCompletion
{
    /// <summary>Never at once.</summary>
    public bool IsCompleted => false;

    public PlainPromise GetAwaiter() => this;

    public int GetResult() => 2;

    public void OnCompleted(Action continuation)
    {
        using (ExecutionContext.SuppressFlow())
        {
            Worker.Start(continuation);
        }
    }
}
