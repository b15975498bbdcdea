using Theseus.Tasks.Supervision;

namespace Theseus.Tasks.Spawning;

/// <summary>
/// Says what a new task is like, and spawns it: <c>TaskBuilder.For(() =&gt; 6 * 7).Named("answer").Spawn().Join()</c>.
/// There is no fork: a task begins with a method and what it gets.
/// </summary>
public static class TaskBuilder
{
    /// <summary>A task that runs a body.</summary>
    public static TaskBuilder<TResult> For<TResult>(Func<TResult> body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new TaskBuilder<TResult>(body, body);
    }

    /// <summary>A task that runs a body with an argument.</summary>
    public static TaskBuilder<TResult> For<TArgument, TResult>(Func<TArgument, TResult> body, TArgument argument)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new TaskBuilder<TResult>(() => body(argument), body);
    }

    /// <summary>A task that runs a body without a result; its handle gives true.</summary>
    public static TaskBuilder<bool> For(Action body)
    {
        ArgumentNullException.ThrowIfNull(body);
        return new TaskBuilder<bool>(() =>
        {
            body();
            return true;
        }, body);
    }
}

/// <summary>A task that is being described. It can be spawned more than once.</summary>
/// <typeparam name="TResult">What its body returns.</typeparam>
public sealed class TaskBuilder<TResult>
{
    /// <summary>The least stack, in bytes; also what a task gets where nothing is said.</summary>
    public const int LeastStack = 512 * 1024;

    /// <summary>The largest stack, in bytes.</summary>
    public const int MostStack = 16 * 1024 * 1024;

    private readonly Func<TResult> _body;
    private readonly Delegate _entry;
    private string _name;
    private bool _isBlocked;
    private bool _isChild;
    private int _stackBytes = LeastStack;
    private TaskPriority _priority;

    internal TaskBuilder(Func<TResult> body, Delegate entry) =>
        (_body, _entry, _name) = (body, entry, entry.Method.Name);

    /// <summary>What people call it.</summary>
    public TaskBuilder<TResult> Named(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        _name = name;
        return this;
    }

    /// <summary>How large its stack is, <see cref="LeastStack"/> to <see cref="MostStack"/> bytes.</summary>
    public TaskBuilder<TResult> WithStack(int bytes)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(bytes, LeastStack);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(bytes, MostStack);
        _stackBytes = bytes;
        return this;
    }

    /// <summary>How urgent it is.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is no such priority.</exception>
    public TaskBuilder<TResult> WithPriority(TaskPriority priority)
    {
        SpawnedTask.ThrowIfNone(priority);
        _priority = priority;
        return this;
    }

    /// <summary>
    /// It does not run before <see cref="SpawnedTask.Unblock"/>: so it can be given what it is to own first.
    /// </summary>
    public TaskBuilder<TResult> Blocked()
    {
        _isBlocked = true;
        return this;
    }

    /// <summary>
    /// It is owned by the task that spawns it, and ended by a kill when that ends; by the program's end at the latest.
    /// </summary>
    public TaskBuilder<TResult> AsChild()
    {
        _isChild = true;
        return this;
    }

    /// <summary>Begins it.</summary>
    /// <exception cref="OutOfMemoryException">There is no memory for its stack, or there are too many
    /// tasks.</exception>
    public JoinHandle<TResult> Spawn() =>
        new JoinHandle<TResult>(_body, _name) { Priority = _priority }
            .Started(_entry, (nuint)_stackBytes, _isBlocked, _isChild);

    /// <summary>
    /// Begins it as the last child of a supervisor, which begins it anew: its body runs once in each of its lives, and
    /// what that returns is nobody's.
    /// </summary>
    /// <param name="supervisor">Whose child it is, whether <see cref="AsChild"/> was said or not.</param>
    /// <param name="kind">At which of its ends it begins anew.</param>
    /// <param name="periodMs"><see cref="SupervisedTask.PeriodMs"/>.</param>
    /// <exception cref="InvalidOperationException">It was to be <see cref="Blocked"/>: who would unblock it each
    /// time?</exception>
    /// <exception cref="SupervisionException">As for
    /// <see cref="Supervisor.Start(string, Action, RestartKind, int)"/>, and so for the rest.</exception>
    public SupervisedTask SpawnUnder(
        Supervisor supervisor, RestartKind kind = RestartKind.Permanent, int periodMs = 0)
    {
        ArgumentNullException.ThrowIfNull(supervisor);
        if (_isBlocked)
        {
            throw new InvalidOperationException("A task that its supervisor begins anew cannot begin blocked.");
        }

        Func<TResult> body = _body;
        return supervisor.Start(_name, () => body(), _entry, kind, _stackBytes, periodMs, _priority);
    }
}
