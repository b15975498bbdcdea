using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;

namespace Theseus.Cells.ReflectionCheck;

/// <summary>What serializers, containers and mappers live on, which goes on.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "what is used is named")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "what is used is named")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "over reference types")]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "what is used is named")]
internal static class Allowed
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance;

    private static readonly ParameterExpression s_thing = Expression.Parameter(typeof(Thing));
    private static readonly ParameterExpression s_table = Expression.Parameter(typeof(string[,]));

    public static void Own(Checks check)
    {
        check.Is("field", 7, () =>
        {
            Thing thing = new();
            typeof(Thing).GetField("_hidden", Any)!.SetValue(thing, 7);
            return typeof(Thing).GetField("_hidden", Any)!.GetValue(thing);
        });
        check.Is("method", "hidden 3", () => typeof(Thing).GetMethod("Hidden", Any)!.Invoke(new Thing(), [3]));
        check.Is("constructor", "made x",
            () => typeof(Thing).GetConstructor(Any, [typeof(string)])!.Invoke(["made x"]).ToString());
        check.Is("property", "set", () =>
        {
            Thing thing = new();
            typeof(Thing).GetProperty("Text", Any)!.SetValue(thing, "set");
            return thing.ToString();
        });
        check.Is("delegate", "hidden 4",
            () => typeof(Thing).GetMethod("Hidden", Any)!.CreateDelegate<Func<int, string>>(new Thing())(4));
        check.Is("lambda.name", true, () => ((Func<int>)(() => 1)).Method.Name.Contains("Own"));
        check.Is("tree", "hidden 5", () => Expression.Lambda<Func<string>>(Expression.Call(
            Expression.New(typeof(Thing)), typeof(Thing).GetMethod("Hidden", Any)!, Expression.Constant(5)))
                .Compile()());
        check.Is("lambda.found", "hidden 6", () => Expression.Lambda(typeof(Func<,>).MakeGenericType(typeof(Thing),
            typeof(string)), Expression.Call(s_thing, typeof(Thing).GetMethod("Hidden", Any)!, Expression.Constant(6)),
            s_thing).Compile().DynamicInvoke(new Thing()));
        check.Is("attribute", "of a thing",
            () => typeof(Thing).GetCustomAttribute<DescriptionAttribute>()!.Description);
    }

    public static void Library(Checks check)
    {
        check.Is("method", 3, () => typeof(string).GetMethod("IndexOf", [typeof(char)])!.Invoke("text", ['t']) is 0 ? 3
            : 0);
        check.Is("property", 2, () => typeof(List<int>).GetProperty("Count")!.GetValue(new List<int> { 1, 2 }));
        check.Is("constructor", "System.Collections.Generic.List`1[System.String]", () =>
            Activator.CreateInstance(typeof(List<>).MakeGenericType(typeof(string)))!.GetType().ToString());
        check.Is("array.store", "stored", () =>
        {
            string[,] table = new string[1, 2];
            Expression.Lambda<Action<string[,]>>(Expression.Assign(Expression.ArrayAccess(s_table,
                Expression.Constant(0), Expression.Constant(1)), Expression.Constant("stored")), s_table)
                .Compile()(table);
            return table[0, 1];
        });
        check.Is("tuple", 5, () => typeof((int, string)).GetField("Item1")!.GetValue((5, "five")));
        check.Is("enum", "Friday", () => Enum.Parse(typeof(DayOfWeek), "Friday").ToString());
        check.Is("override", -1,
            () => StringComparer.Ordinal.GetType().GetMethod("Compare", [typeof(string), typeof(string)])!
            .Invoke(StringComparer.Ordinal, ["a", "b"]));
        check.Is("interface", 1,
            () => typeof(System.Collections.IList).GetMethod("Add")!.Invoke(new List<int> { 1 }, [2]));
        check.Is("nullable", "null", () => Activator.CreateInstance(typeof(int?)));
        check.Is("comparer", -1,
            () => typeof(Comparer<string>).GetProperty("Default")!.GetValue(null) is Comparer<string> c
                ? c.Compare("a", "b") : 0);
    }

    public static void Trees(Checks check)
    {
        check.Is("value", 9, () =>
        {
            Expression<Func<int, int>> square = n => n * n;
            return square.Compile()(3);
        });
        check.Is("closure", "text!", () =>
        {
            string text = "text";
            Expression<Func<string>> shout = () => text + "!";
            return shout.Compile()();
        });
    }
}

[Description("of a thing")]
internal sealed class Thing
{
    private int _hidden = 1;

    public Thing()
    {
    }

    private Thing(string text) => Text = text;

    private string Text { get; set; } = "none";

    public override string ToString() => Text;

    private string Hidden(int number) => _hidden > 0 ? $"hidden {number}" : "";
}
