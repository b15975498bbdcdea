using System.Globalization;

namespace Theseus.Cells.EndCheck;

/// <summary>Looks for what <see cref="Soil"/> may have left; the status is how much it finds.</summary>
internal static class Fresh
{
    private static int s_stale;

    public static int Run()
    {
        Is("kept objects", 0, Soil.Kept.Count);
        Is("counter", 0, Soil.Counter);
        Is("module initialiser", 1, Soil.Initialized);
        Is("thread static", 0, Soil.OfThread);
        Is("generic static", 0, Soil.OfType<string>.Value + Soil.OfType<int>.Value);
        Is("environment", null, Environment.GetEnvironmentVariable(Soil.Variable));
        Is("exit code", 0, Environment.ExitCode);
        Is("switch", false, AppContext.TryGetSwitch(Soil.Switch, out _));
        Is("data", null, AppContext.GetData(Soil.Switch));
        Is("culture", "", CultureInfo.CurrentCulture.Name);
        Is("negative numbers", "-5", (-5).ToString(CultureInfo.CurrentCulture));
        Is("default culture", null, CultureInfo.DefaultThreadCurrentCulture);
        Is("thread name", null, Thread.CurrentThread.Name);
        Is("new line", "\n", Console.Out.NewLine);
        Is("new line of errors", "\n", Console.Error.NewLine);
        // A reader that a program gives is wrapped by a type of the core library's.
        Is("input", typeof(Console).Assembly, Console.In.GetType().Assembly);
        Is("encoding", "utf-8", Console.OutputEncoding.WebName);
        Is("lock of a type", true, TryEnter(typeof(object)));
        Is("lock of the console", true, TryEnter(Console.Out));
        using (FileStream file = File.OpenRead("/dev/null"))
        {
            Is("descriptor", true, file.SafeFileHandle.DangerousGetHandle() < 8);
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Is("memory", true, GC.GetTotalMemory(forceFullCollection: true) < 8 << 20);
        try
        {
            throw new FormatException();
        }
        catch (FormatException)
        {
            Is("first-chance handlers", 0, Soil.Counter);
        }

        Console.WriteLine($"{s_stale} stale");
        return s_stale;
    }

    private static bool TryEnter(object gate)
    {
        bool entered = Monitor.TryEnter(gate) && !Monitor.IsEntered(new object());
        Monitor.Exit(gate);
        return entered;
    }

    private static void Is<T>(string what, T expected, T actual)
    {
        if (!EqualityComparer<T>.Default.Equals(expected, actual))
        {
            Console.WriteLine($"{what}: {actual}, not {expected}");
            s_stale++;
        }
    }
}
