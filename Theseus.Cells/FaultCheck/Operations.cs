using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Theseus.Cells.FaultCheck;

/// <summary>What programs do all day, each with allocations of its own kinds.</summary>
internal static class Operations
{
    private static readonly Dictionary<string, Action> s_all = new()
    {
        ["text"] = BuildText,
        ["collections"] = FillCollections,
        ["exceptions"] = CatchExceptions,
        ["console"] = WriteToConsole,
        ["formats"] = FormatAndParse,
        ["finalizers"] = RunFinalizers,
        ["handles"] = MakeHandles,
        ["reflection"] = Reflect,
        ["tasks"] = Await,
        ["exit"] = Leave,
        [Escaping] = Unhandled,
    };

    /// <summary>The one that ends with an exception, which nobody may catch.</summary>
    public const string Escaping = "unhandled";

    public static IEnumerable<string> Names => s_all.Keys;

    public static Action Find(string name) => s_all[name];

    private static void BuildText()
    {
        StringBuilder builder = new();
        for (int i = 0; i < 200; i++)
        {
            builder.Append(i).Append($" of {i * 2}, ");
        }

        string[] parts = builder.ToString().Split(", ");
        Require(string.Join('-', parts).Replace("of", "by", StringComparison.Ordinal).Length > parts.Length);
    }

    private static void FillCollections()
    {
        Dictionary<string, int> numbers = [];
        for (int i = 0; i < 300; i++)
        {
            numbers[i.ToString(CultureInfo.InvariantCulture)] = i;
        }

        Require(numbers.GroupBy(n => n.Key.Length).OrderByDescending(g => g.Count()).Select(g => g.Sum(n => n.Value))
            .ToList().Count == 3);
        Require(new SortedSet<int>(numbers.Values).Count == new LinkedList<int>(numbers.Values).Count);
    }

    private static void CatchExceptions()
    {
        string text = "";
        try
        {
            try
            {
                Throw(10);
            }
            finally
            {
                text = new string('x', 20);
            }
        }
        catch (FormatException exception)
        {
            text += exception + new StackTrace(exception).ToString();
        }

        Require(text.Contains(nameof(Throw), StringComparison.Ordinal));
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Throw(int depth) => depth == 0 ? throw new FormatException("thrown", new TimeoutException())
        : Throw(depth - 1) + 1;

    private static void WriteToConsole()
    {
        Console.Write("");
        Console.Error.Write(string.Format(CultureInfo.InvariantCulture, "{0}", ""));
        using StreamWriter writer = new(Console.OpenStandardOutput());
        writer.Write("");
    }

    private static void FormatAndParse()
    {
        Require(DateTime.Parse("2024-02-29", CultureInfo.InvariantCulture).ToString("D", CultureInfo.InvariantCulture)
            .Length > 10);
        Require(double.Parse("1.5e3", CultureInfo.InvariantCulture)
            .ToString("N2", CultureInfo.InvariantCulture) == "1,500.00");
        Require(Guid.NewGuid().ToString("B").Length == 38 && DayOfWeek.Friday.ToString() == "Friday");
    }

    private static void RunFinalizers()
    {
        Finalized.Make(20);
        GC.Collect();
        GC.WaitForPendingFinalizers();
    }

    private static void MakeHandles()
    {
        List<GCHandle> handles = [];
        ConditionalWeakTable<object, string> table = [];
        for (int i = 0; i < 600; i++)
        {
            handles.Add(GCHandle.Alloc(i, i % 2 == 0 ? GCHandleType.Normal : GCHandleType.Weak));
            table.Add(new object(), "value");
        }

        handles.ForEach(h => h.Free());
    }

    [UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "the type is made of what is compiled whole")]
    private static void Reflect()
    {
        object made = Activator.CreateInstance(typeof(List<>).MakeGenericType(typeof(Operations)))!;
        Require(made.GetType().GetProperties(BindingFlags.Public | BindingFlags.Instance).Length >= 2);
        Require(typeof(StringBuilder).GetMethod(nameof(StringBuilder.Append),
            [typeof(string)])!.Invoke(new StringBuilder("a"), ["b"])!.ToString() == "ab");
    }

    private static void Await() => Require(Sum(10).GetAwaiter().GetResult() == 55);

    private static async Task<int> Sum(int n)
    {
        await Task.CompletedTask;
        return n == 0 ? 0 : n + await Sum(n - 1);
    }

    private static void Leave()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Require(new string('x', 100).Length == 100);
        Environment.Exit(0);
    }

    private static void Unhandled()
    {
        AppDomain.CurrentDomain.UnhandledException += (_, e) => Require(e.ExceptionObject.ToString() != "");
        Throw(5);
    }

    private static void Require(bool holds)
    {
        if (!holds)
        {
            throw new InvalidOperationException("an operation has come to a wrong result");
        }
    }

    private sealed class Finalized
    {
        private string _text = "";

        ~Finalized() => _text = new string('x', 50) + _text;

        [MethodImpl(MethodImplOptions.NoInlining)]
        public static void Make(int count)
        {
            for (int i = 0; i < count; i++)
            {
                _ = new Finalized();
            }
        }
    }
}
