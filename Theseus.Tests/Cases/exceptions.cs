// Exceptions in odd places: class constructors, filters, finally blocks, iterators, using, locks, conversions, static fields.
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;
List<string> log = [];
void Try(string name, Action a)
{
    try
    {
        a(); Console.WriteLine($"{name}: done");
    } catch (TypeInitializationException e)
    {
        Console.WriteLine($"{name}: {e.GetType().Name} <- {e.InnerException!.Message}");
    } catch (Exception e)
    {
        Console.WriteLine($"{name}: {e.GetType().Name}: {e.Message}"
            + $"{(e.InnerException is { } i ? $" <- {i.GetType().Name}: {i.Message}" : "")}");
    }
}

for (int i = 0; i < 2; i++) Try("static constructor", () => Bad.Touch());
for (int i = 0; i < 2; i++) Try("generic static constructor", () => _ = BadOf<string>.Value.Length);
Try("other instance", () => _ = BadOf<int>.Value.Length);
Try("filter throws", () =>
{
    try
    {
        throw new FormatException("a");
    } catch (FormatException) when (((string?)null)!.Length > 0) { Console.WriteLine("no"); }
});
Try("finally replaces", () =>
{
    try { throw new FormatException("first"); } finally { throw new InvalidOperationException("second"); }
});
Try("catch replaces", () =>
{
    try
    {
        throw new FormatException("first");
    } catch (FormatException e) { throw new AggregateException("more", e, new TimeoutException()); }
});
Try("nested finally", () =>
{
    try
    {
        try
        {
            throw new Exception("x");
        } finally { log.Add("inner"); try { throw new Exception("y"); } catch { log.Add("caught y"); } }
    } finally { log.Add("outer"); }
});
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("dispose throws", () => { using Disposable d = new("dispose"); throw new Exception("body"); });
Try("two disposables", () => { using Disposable a = new("a"); using Disposable b = new("b"); });
Try("iterator", () =>
{
    foreach (int x in Numbers(log)) { log.Add($"{x}"); if (x == 2) throw new Exception("in loop"); }
});
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("iterator throws", () => { foreach (int x in Throwing(log)) log.Add($"{x}"); });
Console.WriteLine(string.Join(", ", log)); log.Clear();
Console.WriteLine($"{Returns(0)} {Returns(1)} {Returns(2)} {Loops()} {Jumps()}");
Try("lock", () =>
{
    object o = new();
    try { lock (o) { throw new Exception("in lock"); } } finally { log.Add($"held {Monitor.IsEntered(o)}"); }
});
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("rethrow", () => { try { Thrower(); } catch (Exception) { throw; } });
Try("captured", () =>
{
    ExceptionDispatchInfo? info = null;
    try { Thrower(); } catch (Exception e) { info = ExceptionDispatchInfo.Capture(e); } info!.Throw();
});
try
{
    Thrower();
} catch (Exception e)
{
    Console.WriteLine($"{e.StackTrace!.Contains("Thrower")} {e.TargetSite?.Name ?? "?"} {e.Data.Count} {e.HResult:x} "
        + $"{e.Source is not null}");
}
Try("custom", () => throw new Custom(7) { HelpLink = "link", Data = { ["k"] = "v" } });
Try("property", () => _ = new Properties().Throws);
Try("indexer", () => _ = new Properties()["key"]);
Try("operator", () => _ = new Properties() + new Properties());
Try("conversion", () => _ = (int)new Properties());
Try("event", () =>
{
    Properties p = new();
    p.Happened += (_, _) => log.Add("first");
    p.Happened += (_, _) => throw new Exception("second handler");
    p.Happened += (_, _) => log.Add("third"); p.Raise();
});
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("comparer", () => new[] { 3, 1, 2 }.AsSpan().Sort((a, b) => throw new FormatException("comparing")));
Try("linq", () => _ = new[] { 1, 0 }.Select(x => 1 / x).ToList());
Try("lazy", () =>
{
    Lazy<int> l = new(() => throw new Exception("lazily")); try { _ = l.Value; } catch { } _ = l.Value;
});
Try("array initialiser", () => _ = new[] { 1, Fail<int>("element"), 3 });
Try("argument", () => Two(Log(log, 1), Fail<int>("second argument")));
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("switch", () => _ = DayOfWeek.Friday switch { DayOfWeek.Monday => 1 });
Try("ternary", () => _ = log.Count > 100 ? 1 : throw new Exception("thrown expression"));
Try("coalesce", () => { string? s = null; _ = s ?? throw new ArgumentNullException(nameof(s)); });
Try("guard", () => ArgumentOutOfRangeException.ThrowIfNegative(-5));
Try("guard empty", () => ArgumentException.ThrowIfNullOrWhiteSpace(" ", "name"));
Try("disposed", () => ObjectDisposedException.ThrowIf(true, "an instance"));
Try("filter order", () =>
{
    try { Filtered(log); } catch (Exception) when (Note(log, "outer filter")) { log.Add("outer catch"); }
});
Console.WriteLine(string.Join(", ", log)); log.Clear();
Try("deep", () => Deep(500));
Try("stack", () => RuntimeHelpers.EnsureSufficientExecutionStack());
Try("nullable", () => { int? n = null; _ = n!.Value; });
Try("unboxing", () => { object o = null!; _ = (int)o; });
Try("enum", () => _ = Enum.Parse<DayOfWeek>("Someday"));
Try("async", () => Async().GetAwaiter().GetResult());
Try("task", () => Async().Wait());
Try("finalizer of a failed constructor", () => _ = new FailsHalfway());
static async Task Async() { await Task.CompletedTask; throw new FormatException("async"); }
static void Thrower() => throw new NotImplementedException("thrown");
static int Deep(int n) => n == 0 ? throw new Exception("deep") : Deep(n - 1) + 1;
static T Fail<T>(string s) => throw new Exception(s);
static int Log(List<string> log, int n) { log.Add($"evaluated {n}"); return n; }
static void Two(int a, int b) { }
static bool Note(List<string> log, string s) { log.Add(s); return true; }
static void Filtered(List<string> log)
{
    try
    {
        throw new Exception("f");
    } catch (Exception) when (!Note(log, "inner filter")) { } finally { log.Add("inner finally"); }
}
static IEnumerable<int> Numbers(List<string> log)
{
    try { for (int i = 1; ; i++) yield return i; } finally { log.Add("disposed"); }
}
static IEnumerable<int> Throwing(List<string> log)
{
    try { yield return 1; throw new FormatException("from iterator"); } finally { log.Add("cleanup"); }
}
static int Returns(int n)
{
    try
    {
        if (n == 0) return 10; if (n == 1) throw new Exception();
    } catch { return 11; } finally { n = 99; } return n;
}
static int Loops()
{
    int n = 0;
    for (int i = 0; i < 10; i++)
    {
        try { if (i % 2 == 0) continue; if (i == 7) break; n += i; } finally { n += 100; }
    } return n;
}
static int Jumps() { int n = 0; again: try { n++; if (n < 5) goto again; } finally { n += 10; } return n; }
internal static class Bad
{
    private static readonly int s_x = int.Parse("bad");
    [MethodImpl(MethodImplOptions.NoInlining)] public static void Touch() => Console.WriteLine(s_x);
}
internal static class BadOf<T>
{
    public static readonly string Value = typeof(T) == typeof(string) ? throw new TimeoutException("of " + typeof(T).Name) : "fine";
    static BadOf() { }
}
internal sealed class Disposable(string name) : IDisposable
{
    public void Dispose() => throw new ObjectDisposedException(name);
}
internal sealed class Custom(int code) : Exception($"code {code}")
{
    public override string Message => base.Message + "!";
}
internal sealed class Properties
{
    public int Throws => throw new NotSupportedException("get");
    public int this[string key] => throw new KeyNotFoundException(key);
    public event EventHandler? Happened;
    public void Raise() => Happened?.Invoke(this, EventArgs.Empty);
    public static Properties operator +(Properties a, Properties b) => throw new ArithmeticException("plus");
    public static explicit operator int(Properties p) => throw new InvalidCastException("to int");
}
internal sealed class FailsHalfway
{
    private readonly string _s;
    public FailsHalfway() { _s = ((string?)null)!.ToString(); } public override string ToString() => _s;
}
