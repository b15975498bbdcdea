namespace Theseus.Cells.Conformance;

/// <summary>Runs checks, prints one line for each and counts those that failed.</summary>
/// <param name="output">Where the lines go.</param>
/// <param name="wanted">Names of groups, or of single checks with their group's before them; none means all.</param>
internal sealed class Checker(TextWriter output, IReadOnlyCollection<string> wanted)
{
    private string _group = "";

    /// <summary>How many checks have run.</summary>
    public int Checks { get; private set; }

    /// <summary>How many of them gave another value than expected, or threw.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// Runs a group of checks, whose names then begin with its name. A throw between checks is a failure too.
    /// </summary>
    public void Group(string name, Action<Checker> run)
    {
        if (wanted.Count > 0
            && !wanted.Any(want => want == name || want.StartsWith(name + ".", StringComparison.Ordinal)))
        {
            return;
        }

        _group = name;
        try
        {
            run(this);
        }
        catch (Exception thrown)
        {
            Fail("(group)", Describe(thrown));
        }
    }

    /// <summary>Checks that what <paramref name="compute"/> gives reads as <paramref name="expected"/> says.</summary>
    public void Is(string name, string expected, Func<object?> compute) =>
        Report(name, () => expected, () => Show.Text(compute()));

    /// <summary>Checks that a condition holds.</summary>
    public void Holds(string name, Func<bool> condition) => Is(name, "true", () => condition());

    /// <summary>Checks that <paramref name="act"/> throws exactly <typeparamref name="TException"/>.</summary>
    public void Throws<TException>(string name, Func<object?> act)
        where TException : Exception => Report(name, () => typeof(TException).Name, () =>
        {
            object? result;
            try
            {
                result = act();
            }
            catch (Exception thrown)
            {
                return thrown.GetType().Name;
            }

            return "no exception but " + Show.Text(result);
        });

    /// <summary>
    /// Compares two texts. That either cannot be computed is a failure of this check and of no other.
    /// </summary>
    private void Report(string name, Func<string> expect, Func<string> compute)
    {
        if (wanted.Count > 0 && !wanted.Contains(_group) && !wanted.Contains($"{_group}.{name}"))
        {
            return;
        }

        string expected;
        string actual;
        try
        {
            expected = expect();
            actual = compute();
        }
        catch (Exception thrown)
        {
            Fail(name, Describe(thrown));
            return;
        }

        if (actual == expected)
        {
            Checks++;
            output.WriteLine($"ok {_group}.{name} {actual}");
        }
        else
        {
            Fail(name, $"expected {expected} but was {actual}");
        }
    }

    private void Fail(string name, string why)
    {
        Checks++;
        Failures++;
        output.WriteLine($"FAIL {_group}.{name} {why}");
    }

    private static string Describe(Exception thrown)
    {
        try
        {
            return $"{thrown.GetType().Name}: {thrown.Message}";
        }
        catch (Exception)
        {
            return "threw something that cannot tell its type or message";
        }
    }
}
