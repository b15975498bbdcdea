// Records, tuples, patterns, with-expressions, deconstruction.
using System.Runtime.CompilerServices;
using System.Text;
Point p = new(1, 2), q = p with { Y = 5 };
Console.WriteLine($"{p} {q} {p == new Point(1, 2)} {p.GetHashCode() == new Point(1, 2).GetHashCode()} "
    + $"{p.Equals((object)q)} {p != q}");
Person a = new("Ann", 30) { Tags = ["x"] }, b = a with { };
Console.WriteLine($"{a} {a == b} {ReferenceEquals(a, b)} {a == new Employee("Ann", 30, "Dev")} "
    + $"{new Employee("E", 1, "D")} {(Person)new Employee("E", 1, "D") with { Name = "F" }}");
(string name, int age) = a;
Console.WriteLine($"{name} {age}"); var (x, (y, z), _) = (1, (2, 3), 4); Console.WriteLine(x + y + z);
Generic<int[]> g = new([1]);
Console.WriteLine($"{g} {g == new Generic<int[]>([1])} {new Empty()} {new Empty() == new Empty()} {new Custom(3)} "
    + $"{new Sealed("s").ToString()} {new Node(1, new Node(2, null))}");
var anonymous = new { A = 1, B = "b", C = new { D = 2.5 } };
Console.WriteLine($"{anonymous} {anonymous.Equals(new { A = 1, B = "b", C = new { D = 2.5 } })} "
    + $"{(anonymous with { A = 9 }).A}");
(int, string, double, char, bool, long, byte, int, string) nine = (1, "2", 3.5, '4', true, 6, 7, 8, "nine");
Console.WriteLine($"{nine} {nine.Item9} {((ITuple)nine).Length} {((ITuple)nine)[7]} "
    + $"{nine == (1, "2", 3.5, '4', true, 6, 7, 8, "nine")} {nine.GetHashCode() == nine.GetHashCode()}");
(int A, string B) named = (1, "x");
Console.WriteLine($"{named.A} {named.CompareTo((2, "a"))} {(1, 2) == (1, 2)} {Tuple.Create(1, "t")} "
    + $"{Tuple.Create(1, 2).Equals(Tuple.Create(1, 2))} {named.ToTuple()} {default((int, string)).Item2 is null} "
    + $"{new ValueTuple()} {ValueTuple.Create(5)} "
    + $"{((System.Collections.IStructuralComparable)(1, 2)).CompareTo((1, 3), Comparer<int>.Default)}");
int i = 1, j = 2;
(i, j) = (j, i);
Console.WriteLine($"{i}{j}");
int[] arr = [1, 2, 3]; (arr[0], arr[2]) = (arr[2], arr[0]); Console.WriteLine(string.Join(',', arr));
foreach (object? o in new object?[] { 0, -5, 42, 3.5, "text", "", null, p, q, a, new[] { 1, 2, 3 },
    new List<int> { 9 }, 'c', DayOfWeek.Friday, new Employee("B", 70, "x"), new int[0], (1, "t"), true, 10L }) Console.Write(Classify(o) + "; ");
Console.WriteLine();
foreach (int[] list in new int[][] { [], [1], [1, 2], [1, 2, 3], [0, 5, 5, 0], [9, 8, 7, 6, 5] }) Console.Write(Lists(list) + "; ");
Console.WriteLine();
Console.WriteLine($"{Rank("ace")} {Rank("zz")} {Rank("m")} {Season(new DateTime(2024, 4, 1))} {Temp(-10)} {Temp(15)} "
    + $"{Temp(35)} {Temp(double.NaN)} {Fizz(15)} {Fizz(9)} {Fizz(7)} {Swap((1, 2))} {Quadrant(new(-1, 1))} "
    + $"{Chars("Hello, W0rld")} {Span("[abc]")} {Both(5, "five")}");
if (a is { Name.Length: > 2 and < 5, Tags: [var first, ..] } && first is not "y") Console.WriteLine(first);
if (p is (1, var py) && py is 2 or 3) Console.WriteLine(py);
if (!(a is Employee { Title: "x" } e)) Console.WriteLine("no employee"); else Console.WriteLine(e);
try { Console.WriteLine(Strict(9)); } catch (SwitchExpressionException ex) { Console.WriteLine(ex.UnmatchedValue); }
Console.WriteLine(new HashSet<Point> { new(1, 1), new(1, 1), new(2, 1) }.Count + new Dictionary<(int, string), int> { [(1,
    "a")] = 5 }[(1, "a")] + new SortedSet<(int, int)> { (2, 1), (1, 9) }.Min.Item2);
static string Classify(object? o) => o switch { null => "null", 0 => "zero", int n and < 0 => $"negative {n}",
    int n when n % 2 == 0 => $"even {n}", double d => $"double {d}", "" => "empty",
    string { Length: var l } => $"string of {l}", Point(var x, 2) => $"x={x}",
    Point { X: 1, Y: > 3 } pt => $"high {pt.Y}", Employee { Age: >= 65 } => "retired", Person(var n, _) => n,
    int[] and [] => "nothing", List<int> and [var only] => $"one {only}", int[] and [.., var last] => $"last {last}",
    char and ('a' or 'e' or 'i') => "vowel", char c => $"char {c}", DayOfWeek.Friday => "friday",
    ITuple { Length: 2 } t => $"pair {t[1]}", bool or long => "other", _ => "?" };
static string Lists(int[] l) => l switch { [] => "none", [var x] => $"one {x}",
    [1, .. var rest] => $"1 then {rest.Length}", [0, .., 0] => "zeros", [> 5, _, var m, ..] => $"big {m}", _ => "?" };
static int Rank(string s) => s switch { ['a', .., 'e'] => 1, { Length: 1 } => 2, _ => 3 };
static string Season(DateTime d) => d.Month switch { 12 or 1 or 2 => "winter", >= 3 and <= 5 => "spring",
    > 5 and < 9 => "summer", _ => "autumn" };
static string Temp(double t) => t switch { < 0 => "ice", >= 0 and < 30 => "water", >= 30 => "hot",
    double.NaN => "nan" };
static string Fizz(int n) => (n % 3, n % 5) switch { (0, 0) => "fizzbuzz", (0, _) => "fizz", (_, 0) => "buzz",
    var (_, _) => n.ToString() };
static (int, int) Swap((int, int) t) => t is var (a, b) ? (b, a) : default;
static int Quadrant(Point p) => p switch { ( > 0, > 0) => 1, ( < 0, > 0) => 2, ( < 0, < 0) => 3, ( > 0, < 0) => 4,
    _ => 0 };
static int Chars(string s) => s.Count(c => c is >= 'a' and <= 'z' or >= 'A' and <= 'Z' or ' ' and not ',');
static string Span(ReadOnlySpan<char> s) => s is ['[', .. var inner, ']'] ? inner.ToString() : "no";
static bool Both(object a, object b) => (a, b) is ( > 3, string { Length: 4 });
static string Strict(int n) => n switch { 1 => "one", 2 => "two" };
internal readonly record struct Point(int X, int Y);
internal record Person(string Name, int Age) { public List<string> Tags { get; init; } = []; }
internal sealed record Employee(string Name, int Age, string Title) : Person(Name, Age);
internal record Generic<T>(T Value);
internal record Empty;
internal record Custom(int N)
{
    protected virtual bool PrintMembers(StringBuilder b)
    {
        b.Append("N is ").Append(N); return true;
    } public virtual bool Equals(Custom? o) => true; public override int GetHashCode() => 0;
}
internal sealed record Sealed(string S) { public override string ToString() => $"<{S}>"; }
internal sealed record Node(int Value, Node? Next);
