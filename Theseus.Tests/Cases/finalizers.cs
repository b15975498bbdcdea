// Finalizers: order of registration does not matter, resurrection, suppression, weak references, tables, pending at the end.
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime;
Make(10);
Clean();
Console.WriteLine($"finalized {Counted.Finalized}");
MakeSuppressed();
Clean();
Console.WriteLine($"suppressed {Counted.Finalized}");
MakePhoenix();
Clean();
Console.WriteLine($"resurrected {Phoenix.Last is not null} {Phoenix.Times}");
Drop();
Clean();
Console.WriteLine($"once only {Phoenix.Times}");
Phoenix.Again = true; MakePhoenix(); Clean(); Drop(); Clean(); 
Console.WriteLine($"registered again {Phoenix.Times}");
WeakReference s = Short(), l = Long();
Console.WriteLine($"{s.IsAlive} {l.IsAlive} {l.TrackResurrection}");
Clean();
Console.WriteLine($"{s.IsAlive} {s.Target is null}");
ConditionalWeakTable<object, string> table = [];
object key = new();
table.Add(key, "value");
AddDying(table);
Clean();
Console.WriteLine($"{table.Count()} {table.TryGetValue(key, out string? value)} {value} "
    + $"{table.GetValue(key, _ => "other")} {table.GetOrCreateValue2()}");
try { table.Add(key, "twice"); } catch (ArgumentException) { Console.WriteLine("twice"); }
table.AddOrUpdate(key, "updated"); Console.WriteLine(table.TryGetValue(key, out value) ? value : "gone");
Console.WriteLine($"{table.Remove(key)} {table.TryGetValue(key, out _)}");
Nested(); Clean(); Console.WriteLine(string.Join(',', Outer.Log.Order()));
Failing(); Clean(); Console.WriteLine($"finalizer of a failed constructor {HalfMade.Finalized}");
Derived(); Clean(); Console.WriteLine(string.Join(',', Base.Log));
GC.SuppressFinalize(new object()); GC.ReRegisterForFinalize(new Counted());
try { GC.SuppressFinalize(null!); } catch (ArgumentNullException e) { Console.WriteLine(e.ParamName); }
WeakReference<Counted> typed = Typed();
Clean();
Console.WriteLine(typed.TryGetTarget(out _));
typed.SetTarget(new Counted()); Console.WriteLine(typed.TryGetTarget(out Counted? c) && c is not null);
GC.KeepAlive(c); GC.KeepAlive(key);
AtEnd();
[MethodImpl(MethodImplOptions.NoInlining)] static void Clean()
{
    Scrub(); for (int i = 0; i < 3; i++) { GC.Collect(); GC.WaitForPendingFinalizers(); }
}
[MethodImpl(MethodImplOptions.NoInlining)] static int Scrub(int depth = 30)
{
    Span<nint> words = stackalloc nint[128];
    words.Fill(depth); return depth == 0 ? (int)words[17] : Scrub(depth - 1) + (int)words[depth];
}
[MethodImpl(MethodImplOptions.NoInlining)] static void Make(int n) { for (int i = 0; i < n; i++) _ = new Counted(); }
[MethodImpl(MethodImplOptions.NoInlining)] static void MakeSuppressed()
{
    for (int i = 0; i < 5; i++) GC.SuppressFinalize(new Counted());
}
[MethodImpl(MethodImplOptions.NoInlining)] static void MakePhoenix() => _ = new Phoenix();
[MethodImpl(MethodImplOptions.NoInlining)] static void Drop() => Phoenix.Last = null;
[MethodImpl(MethodImplOptions.NoInlining)] static WeakReference Short() => new(new object());
[MethodImpl(MethodImplOptions.NoInlining)] static WeakReference Long() => new(new object(), true);
[MethodImpl(MethodImplOptions.NoInlining)] static WeakReference<Counted> Typed() => new(new Counted());
[MethodImpl(MethodImplOptions.NoInlining)] static void AddDying(ConditionalWeakTable<object, string> t)
{
    for (int i = 0; i < 10; i++) t.Add(new object(), "dying");
}
[MethodImpl(MethodImplOptions.NoInlining)] static void Nested() => _ = new Outer();
[MethodImpl(MethodImplOptions.NoInlining)] static void Derived() => _ = new Leaf();
[MethodImpl(MethodImplOptions.NoInlining)] static void Failing()
{
    try { _ = new HalfMade(); } catch (FormatException) { }
}
[MethodImpl(MethodImplOptions.NoInlining)] static void AtEnd() => _ = new Last();
internal static class Extra
{
    public static string GetOrCreateValue2(this ConditionalWeakTable<object, string> t) => new ConditionalWeakTable<object, List<int>>().GetOrCreateValue(t).Count.ToString();
}
internal sealed class Counted { public static int Finalized; ~Counted() => Finalized++; }
internal sealed class Phoenix
{
    public static Phoenix? Last;
    public static int Times;
    public static bool Again;
    ~Phoenix() { Times++; Last = this; if (Again) { Again = false; GC.ReRegisterForFinalize(this); } }
}
internal sealed class Outer
{
    public static readonly List<string> Log = [];
    private readonly Inner _inner = new(); ~Outer() => Log.Add($"outer sees {_inner.Name}");
}
internal sealed class Inner { public string Name = "inner"; ~Inner() => Outer.Log.Add("inner"); }
internal sealed class HalfMade
{
    public static bool Finalized; public HalfMade() => throw new FormatException(); ~HalfMade() => Finalized = true;
}
internal class Base { public static readonly List<string> Log = []; ~Base() => Log.Add("base"); }
internal class Middle : Base;
internal sealed class Leaf : Middle { ~Leaf() => Log.Add("leaf"); }
internal sealed class Last { ~Last() => Console.WriteLine("must not be seen"); }
