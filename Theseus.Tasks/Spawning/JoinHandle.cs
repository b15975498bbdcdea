using Theseus.Memory;
using Theseus.Tasks.Kill;

namespace Theseus.Tasks.Spawning;

/// <summary>A spawned task with what its body returns.</summary>
/// <typeparam name="TResult">What that is.</typeparam>
public sealed class JoinHandle<TResult> : SpawnedTask
{
    private readonly Func<TResult> _body;
    private TResult? _result;

    internal JoinHandle(Func<TResult> body, string name)
    {
        _body = body;
        Name = name;
    }

    /// <summary>Waits for its end; what its body returned.</summary>
    /// <exception cref="AggregateException">It ended by an exception, which is inside.</exception>
    /// <exception cref="OperationCanceledException">It was killed or cut.</exception>
    public TResult Join()
    {
        Wait();
        return EndKind switch
        {
            TaskEndKind.Returned => _result!,
            TaskEndKind.Threw => throw new AggregateException($"Task {Number} has thrown.", Exception!),
            _ => throw new OperationCanceledException($"Task {Number} was killed."),
        };
    }

    /// <summary>As a builder starts it.</summary>
    internal JoinHandle<TResult> Started(Delegate entry, nuint stackBytes, bool isBlocked, bool isChild)
    {
        Start(entry, stackBytes, isBlocked, isChild);
        return this;
    }

    /// <summary>What it returns is no longer its own: memory becomes the program's, and goes to who joins it.</summary>
    private protected override void Execute()
    {
        TResult result = _body();
        _result = result is IOwnedMemory { IsHeld: true } memory
            ? (TResult)memory.MovedTo(TaskOwner.OfProgram)
            : result;
    }
}
