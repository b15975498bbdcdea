using System.Globalization;

namespace Theseus.Cells.TaskCheck;

/// <summary>Checks by name: a line each, and how many failed.</summary>
internal static class Checks
{
    /// <summary>How many have failed.</summary>
    public static int Failed { get; private set; }

    /// <summary>Compares what two values are as text.</summary>
    public static void Is(string name, object? expected, object? actual)
    {
        string wanted = Convert.ToString(expected, CultureInfo.InvariantCulture) ?? "";
        string found = Convert.ToString(actual, CultureInfo.InvariantCulture) ?? "";
        if (wanted == found)
        {
            Console.WriteLine($"ok {name}");
        }
        else
        {
            Failed++;
            Console.WriteLine($"FAIL {name}: expected '{wanted}', got '{found}'");
        }
    }

    /// <summary>The name of the exception that an action throws.</summary>
    public static string Thrown(Action action)
    {
        try
        {
            action();
            return "nothing";
        }
        catch (Exception exception)
        {
            return exception.Message.Split(':', ' ')[0];
        }
    }

    /// <summary>Runs so many threads, each with its number, to their ends.</summary>
    public static void OnThreads(int count, Action<int> body)
    {
        Thread[] threads = new Thread[count];
        for (int i = 0; i < count; i++)
        {
            int number = i;
            threads[i] = new Thread(() => body(number));
            threads[i].Start();
        }

        foreach (Thread thread in threads)
        {
            thread.Join();
        }
    }

    /// <summary>Says how many have failed.</summary>
    public static int End()
    {
        Console.WriteLine($"{Failed} failed");
        return Failed;
    }
}
