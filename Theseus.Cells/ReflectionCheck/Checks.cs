using System.Reflection;

namespace Theseus.Cells.ReflectionCheck;

/// <summary>Runs checks, prints a line for each, counts those that failed.</summary>
internal sealed class Checks
{
    private string _group = "";

    public int Count { get; private set; }

    public int Failed { get; private set; }

    public void Group(string name, Action<Checks> run)
    {
        _group = name;
        try
        {
            run(this);
        }
        catch (Exception thrown)
        {
            Report("(group)", $"{thrown.GetType().Name}: {thrown.Message}", good: false);
        }
    }

    /// <summary>The act must fail as it does for a member that is not there to be called.</summary>
    public void Refuses(string name, Func<object?> act)
    {
        try
        {
            Report(name, $"went through: {act() ?? "null"}", good: false);
        }
        catch (Exception thrown) when (thrown is NotSupportedException or MissingMethodException)
        {
            Report(name, thrown.GetType().Name, good: true);
        }
        catch (Exception thrown)
        {
            Exception inner = thrown is TargetInvocationException { InnerException: { } cause } ? cause : thrown;
            Report(name, $"{inner.GetType().Name}: {inner.Message}", good: inner is NotSupportedException
                && inner != thrown);
        }
    }

    public void Is(string name, object? expected, Func<object?> act)
    {
        string actual;
        try
        {
            actual = $"{act() ?? "null"}";
        }
        catch (Exception thrown)
        {
            actual = $"{thrown.GetType().Name}: {(thrown.InnerException ?? thrown).Message}";
        }

        Report(name, actual, actual == $"{expected ?? "null"}");
    }

    private void Report(string name, string what, bool good)
    {
        Count++;
        Failed += good ? 0 : 1;
        Console.WriteLine($"{(good ? "ok" : "FAIL")} {_group}.{name} {what}");
    }
}
