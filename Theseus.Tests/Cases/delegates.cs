// Delegates, events, closures, iterators, operators, extension members, attributes of callers, locks and lazies of one thread.
using System.Diagnostics;
using System.Runtime.CompilerServices;
List<string> log = [];
Action a = () => log.Add("a"), b = () => log.Add("b");
Action? ab = a + b + a;
ab();
Console.WriteLine($"{string.Join(' ', log)} {ab.GetInvocationList().Length} {(ab - a)!.GetInvocationList().Length} "
    + $"{(a - a) is null} {(ab - (b + a))!.GetInvocationList().Length} {a == ab.GetInvocationList()[0]} "
    + $"{a.Equals(b)} {Delegate.Combine(a, null) == a} {Delegate.RemoveAll(ab, a)!.GetInvocationList().Length} "
    + $"{ab.HasSingleTarget}");
foreach (Action x in Delegate.EnumerateInvocationList(ab)) x(); log.Clear();
Func<int> counter = Counter();
counter();
Console.WriteLine(counter() + counter());
List<Func<int>> fs = [];
for (int i = 0; i < 3; i++) fs.Add(() => i);
foreach (int i in new[] { 7, 8 }) fs.Add(() => i);
Console.WriteLine(string.Join(',', fs.Select(f => f())));
Func<string, int> open = s => s.Length;
Func<int> closed = "four".Trim().GetLength;
Func<int> onStruct = () => 5.Twice();
Console.WriteLine($"{open("abc")} {closed()} {onStruct()} {new Func<string>(3.ToString)()} "
    + $"{((Func<object, string>)(o => o.ToString()!)).Invoke(1.5)} {Apply(Math.Max, 3, 4)} "
    + $"{Apply((x, y) => x - y, 3, 4)} {Opt()} {((Func<int, Func<int, int>>)(x => y => x + y))(1)(2)}");
Source source = new();
EventHandler<int> h = (s, e) => log.Add($"{s is Source}{e}");
source.Raised += h;
source.Raised += h;
source.Raise(1);
source.Raised -= h;
source.Raise(2);
Console.WriteLine($"{string.Join(' ', log)} {source.Adds}");
try
{
    Delegate d = (Func<int, int>)(x => 10 / x); Console.WriteLine(d.DynamicInvoke(5)); d.DynamicInvoke(0);
} catch (System.Reflection.TargetInvocationException e)
{
    Console.WriteLine(e.InnerException!.GetType().Name);
}
try
{
    ((Action?)null)!();
} catch (NullReferenceException)
{
    Console.WriteLine("null delegate");
} Multi(); Func<int, int> fib = null!; fib = n => n < 2 ? n : fib(n - 1) + fib(n - 2); Console.WriteLine(fib(15));
Console.WriteLine(string.Join(' ', Evens().Skip(2).Take(3)) + " " + string.Join(' ',
    Walk(new(1, new(2, new(3), new(4)), new(5)))) + " " + string.Join(' ', Fib().TakeWhile(x => x < 50)));
IEnumerator<int> en = Guarded(log = []).GetEnumerator();
en.MoveNext();
Console.Write($"{en.Current} ");
en.Dispose();
Console.WriteLine($"{string.Join(',', log)} {en.MoveNext()}");
try
{
    Evens().GetEnumerator().Reset();
} catch (NotSupportedException e)
{
    Console.WriteLine(e.GetType().Name);
}
IEnumerable<int> twice = Once();
Console.WriteLine(twice.Sum() + twice.Sum());
foreach (int i in new Custom()) Console.Write(i); foreach (int i in 3..6) Console.Write(i); Console.WriteLine();
Money m = new(5, "EUR"), m2 = 7;
Console.WriteLine($"{m + m2} {m - m2} {-m} {m * 3} {m > m2} {m == new Money(5, "EUR")} {(int)m} {m++} {m} "
    + $"{(m ? "true" : "false")} {m[1]} {m & m2} {checked(m + m2)}");
m += m2;
Console.WriteLine(m);
Vec v = new(1);
v += 5;
++v;
Console.WriteLine(v);
Console.WriteLine($"{"word".Shout} {string.Separator} {new[] { 1, 2 }.IsEmpty} {5.Doubled}");
Field f = new() { Name = "  trimmed " };
Console.WriteLine($"[{f.Name}]");
Field? none = null;
none?.Name = "x";
f?.Name = " y "; Console.WriteLine($"[{f!.Name}] {none?.Name ?? "null"} {nameof(List<>)} {nameof(Field.Name)}");
Where();
Assert(1 + 1 == 2);
Debug("conditional");
Console.WriteLine($"{sizeof(int)} {default(DateTime).Year} {typeof(Field)} {(object)5 is int and > 3}"); goto end; 
#pragma warning disable CS0162
Console.WriteLine("skipped");
end: switch (log.Count) {
case 0:
Console.WriteLine("none");
break;
case 1:
goto case 2;
case 2:
Console.WriteLine("two");
goto default;
default:
Console.WriteLine("default");
break; }
int outer = 0;
for (int i = 0; i < 3; i++) for (int j = 0; j < 3; j++)
{
    if (j == 2) goto next; outer += j; next:;
}
do
{
    outer--;
} while (outer > 0);
Console.WriteLine(outer); unchecked { byte wrap = (byte)(250 + log.Count * 10); Console.WriteLine(wrap); }
object gate = new();
lock (gate) lock (gate) Console.WriteLine(Monitor.IsEntered(gate));
Lock modern = new();
using (modern.EnterScope()) Console.WriteLine(modern.IsHeldByCurrentThread);
try
{
    Monitor.Exit(gate);
} catch (SynchronizationLockException)
{
    Console.WriteLine("not held");
}
ReaderWriterLockSlim rw = new();
rw.EnterReadLock();
Console.WriteLine($"{rw.CurrentReadCount}");
Lazy<int> lazy = new(() => 42);
Console.WriteLine($"{lazy.IsValueCreated} {lazy.Value} {lazy}");
ThreadLocal<int> tl = new(() => 7);
Console.WriteLine($"{tl.Value} {tl.IsValueCreated}");
int inter = 0;
Console.WriteLine($"{Interlocked.Increment(ref inter)} {Interlocked.CompareExchange(ref inter, 9, 1)} "
    + $"{Interlocked.Or(ref inter, 6)} {Volatile.Read(ref inter)} "
    + $"{Interlocked.Exchange(ref gate!, null!) is not null}");
using CountdownEvent cd = new(2);
cd.Signal(2);
cd.Wait();
using ManualResetEventSlim mre = new(true);
mre.Wait();
using Barrier bar = new(1, x => Console.WriteLine($"phase {x.CurrentPhaseNumber}"));
bar.SignalAndWait();
using AutoResetEvent are = new(true);
Console.WriteLine($"{are.WaitOne(0)} {are.WaitOne(0)} {are.Set()} {WaitHandle.WaitAny([are])}");
using Mutex mutex = new(true);
mutex.ReleaseMutex();
Console.WriteLine(SpinWait.SpinUntil(() => true, 10));
using Semaphore sem = new(1, 2);
sem.WaitOne();
Console.WriteLine(sem.Release());
Statics.Recursive = 3;
Console.WriteLine($"{Statics.Recursive} "
    + $"{string.Join(' ', Enumerable.Range(0, 3).Select(i => Interlocked.Add(ref Statics.s_total, i)))}");
Thread.MemoryBarrier(); Thread.Sleep(1); Thread.Yield(); Console.WriteLine(Thread.CurrentThread.ManagedThreadId > 0);
static int Opt()
{
    var f = static (int x, int y = 5) => x * y; return f(3);
}
static Func<int> Counter()
{
    int n = 0; return () => ++n;
}
static int Apply(Func<int, int, int> f, int a, int b) => f(a, b);
static void Multi()
{
    Func<int>? f = () => 1; f += () => 2; Console.WriteLine(f()); f -= f; Console.WriteLine(f is null);
}
static IEnumerable<int> Evens()
{
    for (int i = 0; ; i += 2) yield return i;
}
static IEnumerable<int> Walk(Node? n)
{
    if (n is null) yield break;
    foreach (int x in Walk(n.Left)) yield return x;
    yield return n.Value; foreach (int x in Walk(n.Right)) yield return x;
}
static IEnumerable<long> Fib()
{
    (long a, long b) = (0, 1); while (true) { yield return a; (a, b) = (b, a + b); }
}
static IEnumerable<int> Guarded(List<string> log)
{
    try { try { yield return 1; yield return 2; } finally { log.Add("inner"); } } finally { log.Add("outer"); }
} static IEnumerable<int> Once() { int n = 0; yield return ++n; yield return ++n; }
static void Where([CallerMemberName] string m = "", [CallerLineNumber] int line = 0) => Console.WriteLine($"{m} {line}");
static void Assert(bool c, [CallerArgumentExpression(nameof(c))] string e = "") => Console.WriteLine($"{e}: {c}");
[Conditional("NEVER")] static void Debug(string s) => Console.WriteLine(s);
internal sealed record Node(int Value, Node? Left = null, Node? Right = null);
internal sealed class Source
{
    public int Adds;
    private EventHandler<int>? _e;
    public event EventHandler<int> Raised { add
    {
        Adds++; _e += value;
    } remove => _e -= value; } public void Raise(int x) => _e?.Invoke(this, x);
}
internal sealed class Custom
{
    public Enumerator GetEnumerator() => new();
    internal ref struct Enumerator
    {
        private int _n;
        public readonly int Current => _n;
        public bool MoveNext() => ++_n <= 3; public readonly void Dispose() => Console.Write("d");
    }
}
internal readonly struct Money(int n, string c) : IEquatable<Money>
{
    private readonly int _n = n;
    public static Money operator +(Money a, Money b) => new(a._n + b._n, "sum");
    public static Money operator checked +(Money a, Money b) => new(checked(a._n + b._n), "checked");
    public static Money operator -(Money a, Money b) => new(a._n - b._n, "dif");
    public static Money operator -(Money a) => new(-a._n, "neg");
    public static Money operator *(Money a, int b) => new(a._n * b, "mul");
    public static bool operator >(Money a, Money b) => a._n > b._n;
    public static bool operator <(Money a, Money b) => a._n < b._n;
    public static bool operator ==(Money a, Money b) => a.Equals(b);
    public static bool operator !=(Money a, Money b) => !a.Equals(b);
    public static explicit operator int(Money m) => m._n;
    public static implicit operator Money(int n) => new(n, "imp");
    public static Money operator ++(Money m) => new(m._n + 1, "inc");
    public static bool operator true(Money m) => m._n != 0;
    public static bool operator false(Money m) => m._n == 0;
    public static Money operator &(Money a, Money b) => new(a._n & b._n, "and");
    public int this[int i] => _n + i;
    public bool Equals(Money o) => _n == o._n;
    public override bool Equals(object? o) => o is Money m && Equals(m);
    public override int GetHashCode() => _n; public override string ToString() => $"{_n} {c}";
}
internal struct Vec(int x)
{
    private int _x = x;
    public void operator +=(int n) => _x += n * 10;
    public void operator ++() => _x += 1; public override readonly string ToString() => $"vec {_x}";
}
internal sealed class Field { public string Name { get; set => field = value.Trim(); } = ""; }
internal static class Extra
{
    public static int GetLength(this string s) => s.Length;
    public static int Twice(this int i) => i * 2;
    public static IEnumerator<int> GetEnumerator(this Range r)
    {
        for (int i = r.Start.Value; i < r.End.Value; i++) yield return i;
    }
    extension(string s)
    {
        public string Shout => s.ToUpperInvariant() + "!"; public static string Separator => "--";
    } extension<T>(T[] a) { public bool IsEmpty => a.Length == 0; } extension(int i) { public int Doubled => i * 2; }
}
internal static partial class Statics { [ThreadStatic] public static int Recursive; public static int s_total; }
