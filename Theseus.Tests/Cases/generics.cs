// Generics: variance, constraints, virtual generic methods, statics for each instance, recursion, default and static abstract members.
using System.Numerics;
IEnumerable<object> covariant = new List<string> { "a" };
Action<object> wide = o => Console.Write($"{o} ");
Action<string> contravariant = wide;
contravariant("contra");
Console.WriteLine($"{covariant.First()} {covariant is IEnumerable<string>} "
    + $"{(object)new List<int>() is IEnumerable<object>} {new string[1] is object[]} "
    + $"{(object)new int[1] is uint[]}");
try
{
    object[] array = new string[1]; array[0] = 1;
} catch (ArrayTypeMismatchException e) { Console.WriteLine(e.Message); }
Console.WriteLine($"{Holder<int>.Count()} {Holder<int>.Count()} {Holder<string>.Count()} {Holder<object>.Count()} "
    + $"{Holder<(int, string)>.Count()} {Holder<List<int>>.Count()}");
Shape[] shapes = [new Circle(), new Sub()];
foreach (Shape s in shapes) Console.Write($"{s.Visit<int>(1)} {s.Visit("x")} {s.Visit((1, 2L))} "
    + $"{s.Visit(new List<string>())}; ");
Console.WriteLine();
Console.WriteLine($"{Depth<int>(5)} {Nest<int>.Name(3)} {new Tree<string>("m") { "a", "z", "k" }} {Max(3, 9)} "
    + $"{Max("a", "b")} {Make<List<int>>().Count} {MakeStruct<DateTime>():yyyy} {IsNull<string>(null)} "
    + $"{IsNull<int?>(null)} {IsNull(5)} {TypeName<Dictionary<string, int[]>>()}");
Console.WriteLine($"{new Impl().Hello()} {((IDefault)new Impl()).Hello()} {((IDefault)new Other()).Hello()} "
    + $"{((IDefault)new Value()).Hello()} {Call(new Value())} {((ILeft)new Diamond()).Name} "
    + $"{((IRight)new Diamond()).Name} {((IRoot)new Diamond()).Name} {((IRoot)new DiamondStruct()).Name} "
    + $"{((IProtected)new Guarded()).Public()}");
Console.WriteLine($"{Metres.Unit} {Total<Metres>([new(1), new(2.5)])} {Total<Count>([new(1), new(2)])} "
    + $"{Parse<Metres>("3.5")} {Zero<Metres>()} {Generic<Count>.Describe()} {Static<IntOps, int>.Run(6, 7)} "
    + $"{Static<StringOps, string>.Run("a", "b")}");
Console.WriteLine($"{Vector<int>.IsSupported} {Apply<int, Doubler>(21)} {Apply<string, Upper>("up")} "
    + $"{Sum([1.5, 2.5])} {Compare<Version>(new(1, 2), new(1, 3))} {Equals<Half>((Half)1, (Half)1)} "
    + $"{Swap(1, "one")}");
Comparison<string> comparison = string.CompareOrdinal;
Func<int, Func<int, Func<int, int>>> curried = a => b => c => a * b + c;
Console.WriteLine($"{comparison("a", "b")} {curried(2)(3)(4)} "
    + $"{Compose<int, string, int>(i => new string('x', i), s => s.Length * 2)(7)}");
Console.WriteLine($"{typeof(Holder<>).MakeGenericType(typeof(string)).GetMethod("Count")!.Invoke(null, null)} "
    + $"{new Outer<int>.Inner<string>().Show()} {new Outer<string>.Inner<long>.Deep<char>().Show()} "
    + $"{Outer<byte>.Static} {Constrained<Impl>.Do(new())} {Unmanaged<(int, double)>()} "
    + $"{EnumName(DayOfWeek.Friday)} {DelegateName<Action>(() => { })}");
foreach (object o in new object[] { 1, "s", new List<int>(), new int[2], (1, 2), new Dictionary<string, object>() }) Console.Write(Describe(o) + " ");
Console.WriteLine();
IEqualityComparer<Rec> cmp = EqualityComparer<Rec>.Create((a, b) => a!.A == b!.A, r => r.A);
Console.WriteLine($"{new[] { new Rec(1, "x"), new Rec(1, "y"), new Rec(2, "z") }.Distinct(cmp).Count()} "
    + $"{EqualityComparer<Rec>.Default.Equals(new(1, "a"), new(1, "a"))} "
    + $"{Comparer<(int, string)>.Default.Compare((1, "b"), (1, "a"))} "
    + $"{Comparer<Rec>.Create((a, b) => a.A - b.A).Compare(new(1, ""), new(2, ""))}");
try
{
    Comparer<object>.Default.Compare(new object(), new object());
} catch (ArgumentException e) { Console.WriteLine(e.Message); }
static int Depth<T>(int n) => n == 0 ? typeof(T).Name.Length : Depth<T>(n - 1) + 1;
static T Max<T>(T a, T b) where T : IComparable<T> => a.CompareTo(b) > 0 ? a : b;
static T Make<T>() where T : class, new() => new();
static T MakeStruct<T>() where T : struct => default;
static bool IsNull<T>(T? x) => x is null;
static string TypeName<T>() => typeof(T).ToString();
static string Call<T>(T x) where T : struct, IDefault => x.Hello();
static string Total<T>(IEnumerable<T> all) where T : IMeasure<T>
{
    T sum = T.Zero; foreach (T x in all) sum += x; return $"{sum} {T.Unit}";
}
static T Parse<T>(string s) where T : IMeasure<T> => T.From(double.Parse(s));
static string Zero<T>() where T : IMeasure<T> => T.Zero.ToString()!;
static T Apply<T, TOp>(T x) where TOp : struct, IOp<T> => default(TOp).Do(x);
static T Sum<T>(ReadOnlySpan<T> s) where T : INumber<T> { T r = T.Zero; foreach (T x in s) r += x; return r; }
static int Compare<T>(T a, T b) where T : IComparable<T>, IEquatable<T> => a.Equals(b) ? 0 : a.CompareTo(b);
static bool Equals<T>(T a, T b) where T : IEqualityOperators<T, T, bool> => a == b;
static (B, A) Swap<A, B>(A a, B b) => (b, a);
static Func<A, C> Compose<A, B, C>(Func<A, B> f, Func<B, C> g) => x => g(f(x));
static string Unmanaged<T>() where T : unmanaged => typeof(T).Name;
static string EnumName<T>(T e) where T : struct, Enum => $"{e}:{Enum.GetNames<T>().Length}";
static string DelegateName<T>(T d) where T : Delegate => d.GetType().Name;
static string Describe(object o) => o switch { int i => $"int{i}", string s => $"str{s}",
    IList<int> { Count: 0 } => "empty", System.Collections.IList l => $"list{l.Count}",
    ValueTuple<int, int> v => $"tuple{v.Item2}", _ => o.GetType().Name };
internal static class Holder<T> { private static int s_count; public static int Count() => ++s_count; }
internal abstract class Shape { public abstract string Visit<T>(T x); }
internal class Circle : Shape
{
    public override string Visit<T>(T x) => $"circle<{typeof(T).Name}>{x?.GetType().Name}";
}
internal sealed class Sub : Circle { public override string Visit<T>(T x) => "sub " + base.Visit(new[] { x }); }
internal static class Nest<T>
{
    public static string Name(int n) => n == 0 ? typeof(T).Name : typeof(Nest<T>).Name + Nest<List<int>>.Name(n - 1);
}
internal sealed class Tree<T>(T root) : System.Collections.IEnumerable where T : IComparable<T>
{
    private readonly SortedSet<T> _all = [root];
    public void Add(T x) => _all.Add(x);
    public System.Collections.IEnumerator GetEnumerator() => _all.GetEnumerator();
    public override string ToString() => string.Join("", _all);
}
internal interface IDefault { string Hello() => "default " + Who; string Who => "nobody"; }
internal class Impl : IDefault { public string Who => "impl"; public string Hello() => "own"; }
internal class Other : IDefault { string IDefault.Who => "other"; }
internal struct Value : IDefault { public readonly string Who => "value"; }
internal interface IRoot { string Name => "root"; }
internal interface ILeft : IRoot { new string Name => "left"; string IRoot.Name => "root by left"; }
internal interface IRight : IRoot { new string Name => "right"; }
internal class Diamond : ILeft, IRight;
internal struct DiamondStruct : ILeft, IRight { readonly string IRoot.Name => "own"; }
internal interface IProtected
{
    protected string Hidden() => "hidden";
    string Public() => Hidden() + Private(); private string Private() => " private";
}
internal class Guarded : IProtected;
internal interface IMeasure<T> : IAdditionOperators<T, T, T> where T : IMeasure<T>
{
    static abstract T Zero { get; } static virtual string Unit => "units"; static abstract T From(double d);
}
internal readonly record struct Metres(double V) : IMeasure<Metres>
{
    public static Metres Zero => default;
    public static string Unit => "m";
    public static Metres From(double d) => new(d);
    public static Metres operator +(Metres a, Metres b) => new(a.V + b.V);
}
internal readonly record struct Count(int V) : IMeasure<Count>
{
    public static Count Zero => default;
    public static Count From(double d) => new((int)d);
    public static Count operator +(Count a, Count b) => new(a.V + b.V);
}
internal static class Generic<T> where T : IMeasure<T> { public static string Describe() => T.Unit + T.From(2); }
internal interface IOps<T> { static abstract T Combine(T a, T b); }
internal sealed class IntOps : IOps<int> { public static int Combine(int a, int b) => a * b; }
internal sealed class StringOps : IOps<string> { public static string Combine(string a, string b) => b + a; }
internal static class Static<TOps, T> where TOps : IOps<T> { public static T Run(T a, T b) => TOps.Combine(a, b); }
internal interface IOp<T> { T Do(T x); }
internal struct Doubler : IOp<int> { public readonly int Do(int x) => x * 2; }
internal struct Upper : IOp<string> { public readonly string Do(string x) => x.ToUpperInvariant(); }
internal class Outer<T>
{
    public static string Static => typeof(T).Name;
    public class Inner<U>
    {
        public string Show() => typeof(T).Name + typeof(U).Name;
        public class Deep<V> { public string Show() => typeof(T).Name + typeof(U).Name + typeof(V).Name; }
    }
}
internal static class Constrained<T> where T : class, IDefault, new()
{
    public static string Do(T t) => t.Hello() + new T().Who;
}
internal sealed record Rec(int A, string B);
