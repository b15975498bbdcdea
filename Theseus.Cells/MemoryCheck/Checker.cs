using Theseus.Memory;

namespace Theseus.Cells.MemoryCheck;

/// <summary>Runs checks, prints one line for each and counts those that failed.</summary>
internal sealed class Checker
{
    private string _group = "";

    /// <summary>How many checks have run.</summary>
    public int Checks { get; private set; }

    /// <summary>How many of them failed.</summary>
    public int Failures { get; private set; }

    /// <summary>
    /// Runs a group of checks, whose names then begin with its name. A throw between checks is a failure too.
    /// </summary>
    public void Group(string name, Action<Checker> run)
    {
        _group = name;
        try
        {
            run(this);
        }
        catch (Exception thrown)
        {
            Is("(group)", "no exception", $"{thrown.GetType().Name}: {thrown.Message}");
        }
    }

    /// <summary>Checks that a value reads as expected.</summary>
    public void Is(string name, string expected, object? actual)
    {
        Checks++;
        string text = actual?.ToString() ?? "null";
        if (text == expected)
        {
            Console.WriteLine($"ok {_group}.{name} {text}");
            return;
        }

        Failures++;
        Console.WriteLine($"FAIL {_group}.{name} expected {expected} but was {text}");
    }

    /// <summary>Checks that something is so.</summary>
    public void Holds(string name, bool condition) => Is(name, "True", condition);

    /// <summary>
    /// Checks that reading the byte at an address faults, and what the exception says of the address.
    /// </summary>
    public void CannotRead(string name, VirtualAddress address, string whatIsThere) =>
        Faults(name, address, "readable memory", whatIsThere, static at => Testing.Read(at));

    /// <summary>The same for writing.</summary>
    public void CannotWrite(string name, VirtualAddress address, string whatIsThere) =>
        Faults(name, address, "writable memory", whatIsThere, static at => Testing.Write(at));

    /// <summary>The same for executing.</summary>
    public void CannotExecute(string name, VirtualAddress address, string whatIsThere) =>
        Faults(name, address, "code", whatIsThere, static at => Testing.Execute(at));

    /// <summary>Checks that the use of an owned value, which is only borrowed for it, is refused.</summary>
    public void Refuses<T>(string name, MemoryError error, in T value, Use<T> use) =>
        Is(name, error.ToString(), Refusal(in value, use));

    /// <summary>Checks that a call is refused.</summary>
    public void Refuses(string name, MemoryError error, Action act) =>
        Is(name, error.ToString(), Refusal(0, (in int _) => act()));

    /// <summary>Checks that a call fails for want of memory.</summary>
    public void RunsOut(string name, Action act)
    {
        string was = "no exception";
        try
        {
            act();
        }
        catch (Exception thrown)
        {
            was = thrown.GetType().Name;
        }

        Is(name, nameof(OutOfMemoryException), was);
    }

    /// <summary>What is done with a borrowed value.</summary>
    public delegate void Use<T>(in T value);

    private static string Refusal<T>(in T value, Use<T> use)
    {
        try
        {
            use(in value);
            return "not refused";
        }
        catch (MemoryException thrown)
        {
            return thrown.Message.StartsWith($"{thrown.Error}: ", StringComparison.Ordinal) ? thrown.Error.ToString()
                : $"told as {thrown.Message}";
        }
    }

    private void Faults(string name, VirtualAddress address, string missing, string whatIsThere,
        Action<VirtualAddress> touch)
    {
        string expected = $"No {missing} at {address}: {whatIsThere}.";
        try
        {
            touch(address);
        }
        catch (AccessViolationException thrown)
        {
            // The address differs from machine to machine; the line that is printed does not.
            Is(name, whatIsThere, thrown.Message == expected ? whatIsThere : thrown.Message);
            return;
        }
        catch (MemoryException thrown) when (thrown.Error == MemoryError.UsedAfterRelease)
        {
            Is(name, whatIsThere, thrown.Message == $"{thrown.Error}: {address}: {whatIsThere}." ? whatIsThere
                : thrown.Message);
            return;
        }

        Is(name, whatIsThere, "no fault");
    }

    /// <summary>The probe, with results that nobody needs left out.</summary>
    private static class Testing
    {
        public static void Read(VirtualAddress address) => _ = Theseus.Memory.Testing.MemoryProbe.Read(address);

        public static void Write(VirtualAddress address) => Theseus.Memory.Testing.MemoryProbe.Write(address, 1);

        public static void Execute(VirtualAddress address) => _ = Theseus.Memory.Testing.MemoryProbe.Execute(address);
    }
}
