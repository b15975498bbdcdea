// Expression trees and dynamic: the binder of C#, ExpandoObject, objects that answer by themselves, visitors.
using System.ComponentModel;
using System.Dynamic;
using System.Linq.Expressions;
void Try(string name, Func<object?> action)
{
    try
    {
        Console.WriteLine($"{name}: {action()}");
    } catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
}
dynamic a = 7, b = 2.5, s = "some text", list = new List<string> { "x", "y" }, nothing = null!;
Try("arithmetic", () => a + b * 2 - a % 4);
Try("compare", () => a > b && s == "some text" && a != 8);
Try("concatenate", () => s + a);
Try("call", () => s.Replace("text", "more").Length);
Try("static call", () => Math.Max(a, 9));
Try("index", () => list[1] + list.Count);
Try("set index", () => { list[0] = "z"; return list[0]; });
Try("convert", () => { long l = a; string t = s; return $"{l} {t}"; });
Try("bad convert", () => { int n = s; return n; });
Try("cast", () => (double)a / 2);
Try("unary", () => -a);
Try("null", () => nothing.ToString());
Try("no member", () => s.NoSuchMember());
Try("overload", () => Overloaded.Of(a) + Overloaded.Of(b) + Overloaded.Of(s) + Overloaded.Of(list));
Try("own members", () =>
{
    dynamic p = new Point { X = 3 }; p.X += 4; p.Name = "n"; return $"{p.X} {p.Name} {p.Twice(5)}";
});
Try("event", () =>
{
    dynamic p = new Point(); int seen = 0; p.Moved += (Action)(() => seen++); p.Move(); p.Move(); return seen;
});
Try("operators", () => { dynamic p = new Point { X = 1 }, q = new Point { X = 2 }; return (p + q).X; });
Try("delegate", () => { dynamic f = (Func<int, int>)(x => x * x); return f(12); });
Try("loop", () => { dynamic sum = 0; foreach (dynamic x in new object[] { 1, 2.5, 3L }) sum += x; return sum; });
dynamic expando = new ExpandoObject();
expando.Name = "expando";
expando.Count = 1;
expando.Add = (Func<int, int>)(n => expando.Count += n);
Try("expando", () => $"{expando.Name} {expando.Add(4)} {expando.Count}");
Try("missing", () => expando.Missing);
Try("dictionary", () => string.Join(',', ((IDictionary<string, object?>)expando).Keys));
Try("removed", () => { ((IDictionary<string, object?>)expando).Remove("Name"); return expando.Name; });
Try("notified", () =>
{
    List<string?> names = [];
    ((INotifyPropertyChanged)expando).PropertyChanged += (_, e) => names.Add(e.PropertyName);
    expando.New = 1; expando.New = 2; return string.Join(',', names);
});
dynamic echo = new Echo();
Try("dynamic object", () => $"{echo.Anything} {echo.Call(1, "two")} {echo[5]} {(string)echo}");
Try("set", () => { echo.Value = 9; return echo.Stored; });
Expression<Func<int, int, int>> tree = (x, y) => x * 2 + y;
Try("visitor", () => new Swap().Visit(tree).ToString());
Try("compiled", () => ((Expression<Func<int, int, int>>)new Swap().Visit(tree)!).Compile()(3, 4));
Try("parts", () => $"{tree.Body.NodeType} {tree.Parameters.Count} {((BinaryExpression)tree.Body).Left} "
    + $"{tree.ReturnType.Name}");
Try("members", () =>
{
    Expression<Func<Point, string?>> name = p => p.Name; return ((MemberExpression)name.Body).Member.Name;
});
Try("length", () =>
{
    Expression<Func<string, int>> length = t => t.Trim().Length; return length.Compile()("  four ");
});
Try("closure", () => { int k = 10; Expression<Func<int, int>> plus = x => x + k; k = 20; return plus.Compile()(1); });
Try("conditional", () =>
{
    Expression<Func<int, string>> e = x => x > 0 ? "positive" : x == 0 ? "zero" : "negative";
    return e.Compile()(-1) + e.Compile()(0);
});
Try("new", () =>
{
    Expression<Func<int, Point>> e = x => new Point { X = x, Name = "made" }; return e.Compile()(8).Name;
});
Try("boxes", () => { Expression<Func<object, int>> e = o => (int)o + 1; return e.Compile()(41); });
Try("bad unbox", () => { Expression<Func<object, int>> e = o => (int)o; return e.Compile()("x"); });
Try("hash and text", () =>
{
    Expression<Func<int, string>> e = x => x.ToString() + x.GetHashCode(); return e.Compile()(5);
});
internal static class Overloaded
{
    public static string Of(int x) => "int ";
    public static string Of(double x) => "double ";
    public static string Of(string x) => "string "; public static string Of(object x) => "object";
}
public class Point
{
    public int X { get; set; }
    public string? Name { get; set; }
    public event Action? Moved;
    public int Twice(int n) => n * 2;
    public void Move() => Moved?.Invoke();
    public static Point operator +(Point p, Point q) => new() { X = p.X + q.X };
}
internal sealed class Echo : DynamicObject
{
    private object? _stored;
    public override bool TryGetMember(GetMemberBinder binder, out object? result)
    {
        result = binder.Name == "Stored" ? _stored : $"<{binder.Name}>"; return true;
    }
    public override bool TrySetMember(SetMemberBinder binder, object? value) { _stored = value; return true; }
    public override bool TryInvokeMember(InvokeMemberBinder binder, object?[]? args, out object? result)
    {
        result = $"{binder.Name}({string.Join(';', args!)})"; return true;
    }
    public override bool TryGetIndex(GetIndexBinder binder, object[] indexes, out object? result)
    {
        result = $"[{indexes[0]}]"; return true;
    }
    public override bool TryConvert(ConvertBinder binder, out object? result)
    {
        result = $"as {binder.Type.Name}"; return true;
    }
}
internal sealed class Swap : ExpressionVisitor
{
    protected override Expression VisitBinary(BinaryExpression node) => node.NodeType == ExpressionType.Add ? Expression.Subtract(Visit(node.Right),
        Visit(node.Left)) : base.VisitBinary(node);
}
