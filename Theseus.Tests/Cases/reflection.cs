// Reflection over a program's own types, and over the class library's public ones.
using System.ComponentModel;
using System.Reflection;
using System.Runtime.CompilerServices;
Type t = typeof(Thing);
const BindingFlags all = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance | BindingFlags.Static | BindingFlags.DeclaredOnly;
foreach (MemberInfo m in t.GetMembers(all).OrderBy(m => m.Name, StringComparer.Ordinal).ThenBy(m => m.ToString(),
    StringComparer.Ordinal)) Console.WriteLine($"{m.MemberType} {m}");
Thing thing = (Thing)Activator.CreateInstance(t, 5, "five")!;
Console.WriteLine($"{t.GetProperty("Number")!.GetValue(thing)} {t.GetField("_text", all)!.GetValue(thing)} "
    + $"{t.GetMethod("Add", [typeof(int)])!.Invoke(thing, [2])} "
    + $"{t.GetMethod("Add", [typeof(string), typeof(int)])!.Invoke(thing, ["x", Type.Missing])}");
t.GetProperty("Number")!.SetValue(thing, 9);
t.GetField("_text", all)!.SetValue(thing, "set"); Console.WriteLine(thing);
Console.WriteLine($"{t.GetProperty("Item")!.GetValue(thing, [3])} {t.GetMethod("Hidden", all)!.Invoke(thing, null)} "
    + $"{t.GetMethod("Static", all)!.Invoke(null, ["s"])}");
object?[] byRef = [1, null]; Console.WriteLine($"{t.GetMethod("ByRef")!.Invoke(thing, byRef)} {byRef[0]} {byRef[1]}");
try
{
    t.GetMethod("Throws")!.Invoke(thing, null);
} catch (TargetInvocationException e)
{
    Console.WriteLine($"{e.InnerException!.GetType().Name} {e.InnerException.Message}");
}
try
{
    t.GetMethod("Throws")!.Invoke(thing, BindingFlags.DoNotWrapExceptions, null, null, null);
} catch (FormatException e) { Console.WriteLine(e.Message); }
foreach (Func<object?> bad in new Func<object?>[] { () => t.GetMethod("Add", [typeof(int)])!.Invoke(null, [1]),
    () => t.GetMethod("Add", [typeof(int)])!.Invoke(thing, []),
    () => t.GetMethod("Add", [typeof(int)])!.Invoke(thing, ["x"]), () => t.GetMethod("Add"),
    () => Activator.CreateInstance(t), () => Activator.CreateInstance(typeof(Abstract)),
    () => t.GetProperty("Number")!.GetValue("wrong"), () => Type.GetType("No.Such", true),
    () => typeof(IShape).GetMethod("Area")!.Invoke(new Square(3), null),
    () => t.GetField("Constant")!.GetRawConstantValue(), () => Enum.ToObject(typeof(Colour), 99),
    () => Activator.CreateInstance(typeof(int)), () => Activator.CreateInstance<List<int>>().Count,
    () => t.GetMethod("Add", [typeof(int)])!.Invoke(thing, [(byte)3]) })
    try { Console.WriteLine(bad() ?? "null"); } catch (Exception e) { Console.WriteLine(e.GetType().Name); }
MethodInfo generic = t.GetMethod("Generic")!;
Console.WriteLine($"{generic.IsGenericMethodDefinition} {generic.GetGenericArguments()[0].Name} "
    + $"{generic.MakeGenericMethod(typeof(string)).Invoke(thing, ["g"])}");
foreach (ParameterInfo p in t.GetMethod("Add", [typeof(string), typeof(int)])!.GetParameters()) Console.WriteLine($"{p.Position} {p.Name} "
    + $"{p.ParameterType} {p.HasDefaultValue} {p.DefaultValue} {p.IsOptional}");
Console.WriteLine($"{t.GetCustomAttributes<MarkAttribute>().Last().Name} "
    + $"{t.GetCustomAttributes<MarkAttribute>().Count()} "
    + $"{t.GetProperty("Number")!.GetCustomAttribute<DescriptionAttribute>()!.Description} "
    + $"{t.IsDefined(typeof(SerializableAttribute))} "
    + $"{t.GetMethod("Static", all)!.GetCustomAttribute<ObsoleteAttribute>()!.Message} "
    + $"{typeof(Colour).GetField("Green")!.GetCustomAttribute<MarkAttribute>()!.Kinds.Length}");
foreach (CustomAttributeData d in t.GetCustomAttributesData().Where(d => d.AttributeType == typeof(MarkAttribute))) Console.WriteLine($"{d.AttributeType.Name} "
    + $"{string.Join(',', d.ConstructorArguments.Select(a => a.Value))} "
    + $"{string.Join(',', d.NamedArguments.Select(a => a.MemberName))}");
EventInfo ev = t.GetEvent("Changed")!;
EventHandler handler = (_, _) => Console.WriteLine("changed");
ev.AddEventHandler(thing, handler);
thing.Raise(); ev.RemoveEventHandler(thing, handler); thing.Raise(); Console.WriteLine(ev.EventHandlerType);
Func<int, string> bound = t.GetMethod("Add", [typeof(int)])!.CreateDelegate<Func<int, string>>(thing);
Func<Thing, int, string> open = t.GetMethod("Add", [typeof(int)])!.CreateDelegate<Func<Thing, int, string>>();
Console.WriteLine($"{bound(1)} {open(thing, 2)} {bound.Method.Name} {bound.Target == thing} {bound.DynamicInvoke(7)}");
Console.WriteLine($"{typeof(Dictionary<,>).MakeGenericType(typeof(string), typeof(Thing))} "
    + $"{typeof(List<Thing>).GetGenericTypeDefinition()} "
    + $"{typeof(List<>).GetGenericArguments()[0].IsGenericParameter} {typeof(Thing[]).GetElementType()} "
    + $"{typeof(int?).GetGenericArguments()[0]} {Nullable.GetUnderlyingType(typeof(int?))} {t.MakeArrayType(2)} "
    + $"{typeof(int).MakeByRefType()}");
foreach (Type x in new[] { typeof(Thing.Nested), typeof(Thing.NestedOf<int>), typeof(Colour), typeof(IShape),
    typeof(Square), typeof(Action<,>), typeof((int, string)), typeof(int[,]), typeof(Abstract) }) Console.WriteLine($"{x.FullName} {x.Name} "
    + $"{x.Namespace ?? "-"} {x.BaseType?.Name} {x.IsValueType} {x.IsAbstract} {x.IsSealed} {x.IsNested} "
    + $"{x.IsVisible} {string.Join('+', x.GetInterfaces().Select(i => i.Name).Order().Take(3))} "
    + $"{x.Attributes & TypeAttributes.VisibilityMask}");
Console.WriteLine($"{typeof(IShape).IsAssignableFrom(typeof(Square))} "
    + $"{typeof(Square).IsAssignableTo(typeof(ValueType))} {typeof(Square).IsInstanceOfType(new Square(1))} "
    + $"{typeof(Abstract).IsSubclassOf(typeof(object))} "
    + $"{t.GetInterfaceMap(typeof(IDisposable)).TargetMethods[0].Name} {typeof(int).IsPrimitive} "
    + $"{Type.GetTypeCode(typeof(decimal))} {typeof(void)}");
Console.WriteLine($"{Type.GetType("Thing")?.Name} {Type.GetType("System.Int32")} "
    + $"{Type.GetType("System.Collections.Generic.List`1[[System.String]]")} "
    + $"{t.Assembly.GetType("Thing+Nested")?.Name} {t.Assembly.GetTypes().Contains(t)} "
    + $"{t.Assembly.GetType("nope") is null} {t.Module.Name.Length > 0} "
    + $"{t.AssemblyQualifiedName!.StartsWith("Thing, ")}");
Console.WriteLine($"{string.Join(',', Enum.GetNames(typeof(Colour)))} {Enum.GetUnderlyingType(typeof(Colour))} "
    + $"{Enum.IsDefined(Colour.Green)} {Enum.Parse<Colour>("red, Blue", true)} {(Colour)6} "
    + $"{Enum.Format(typeof(Colour), Colour.Blue, "x")} {Enum.GetValues<Colour>().Length} "
    + $"{Colour.Red | Colour.Green} {(Colour)0} {typeof(Colour).GetEnumName(1)} {Colour.Red.HasFlag(Colour.Red)} "
    + $"{Colour.Blue.CompareTo(Colour.Red)}");
ConstructorInfo ctor = t.GetConstructor([typeof(int), typeof(string)])!;
Console.WriteLine($"{ctor.Invoke([1, "c"])} {ConstructorInvoker.Create(ctor).Invoke(2, "d")} "
    + $"{MethodInvoker.Create(t.GetMethod("Add", [typeof(int)])!).Invoke(thing, 4)}");
Console.WriteLine($"{new NullabilityInfoContext().Create(t.GetProperty("Maybe")!).ReadState} "
    + $"{new NullabilityInfoContext().Create(t.GetProperty("Sure")!).ReadState} "
    + $"{t.GetProperty("Required")!.GetCustomAttribute<RequiredMemberAttribute>() is not null} "
    + $"{t.GetProperty("Init")!.SetMethod!.ReturnParameter.GetRequiredCustomModifiers().FirstOrDefault()?.Name}");
Console.WriteLine($"{typeof(string).GetMethod("Substring", [typeof(int), typeof(int)])!.Invoke("abcdef", [1, 3])} "
    + $"{typeof(string).GetProperty("Length")!.GetValue("four")} "
    + $"{typeof(Math).GetMethod("Max", [typeof(int), typeof(int)])!.Invoke(null, [3, 4])} "
    + $"{typeof(List<int>).GetMethod("Add")!.Name} "
    + $"{typeof(DateTime).GetProperty("Year")!.GetValue(new DateTime(1999, 1, 1))} "
    + $"{typeof(int).GetMethod("Parse", [typeof(string)])!.Invoke(null, ["42"])} "
    + $"{typeof(object).GetMethod("ToString")!.Invoke(7, null)} "
    + $"{typeof(Console).GetMethod("WriteLine", [typeof(string)])!.Name}");
Console.WriteLine($"{TypeDescriptor.GetConverter(typeof(int)).ConvertFromInvariantString("12")} "
    + $"{TypeDescriptor.GetProperties(thing).Count} "
    + $"{TypeDescriptor.GetConverter(typeof(Colour)).ConvertToString(Colour.Red)}");
Console.WriteLine($"{RuntimeHelpers.GetHashCode(thing) == RuntimeHelpers.GetHashCode(thing)} "
    + $"{RuntimeHelpers.IsReferenceOrContainsReferences<Square>()} "
    + $"{t.TypeHandle.Equals(Type.GetTypeHandle(thing))} {Type.GetTypeFromHandle(t.TypeHandle) == t} "
    + $"{MethodBase.GetCurrentMethod() is not null || true}");
[AttributeUsage(AttributeTargets.All, AllowMultiple = true)] internal sealed class MarkAttribute(string name,
    params int[] kinds) : Attribute
{
    public string Name => name; public int[] Kinds => kinds; public bool Extra { get; set; }
}
[Flags] internal enum Colour : byte { [Mark("r")] Red = 1, [Mark("g", 1, 2)] Green = 2, Blue = 4 }
internal interface IShape { double Area(); string Describe() => "shape"; }
internal readonly struct Square(double side) : IShape { public double Area() => side * side; }
internal abstract class Abstract { public abstract void M(); }
[Mark("first", Extra = true), Mark("second", 1)]
internal class Thing(int number, string text) : IDisposable
{
    public const int Constant = 77; private string _text = text; public static readonly int Shared = 3;
    [Description("a number")] public int Number { get; set; } = number;
    public string? Maybe { get; set; }
    public string Sure { get; } = ""; public string Required { get; set; } = ""; public int Init { get; init; }
    public int this[int i] => i * Number;
    public event EventHandler? Changed;
    public void Raise() => Changed?.Invoke(this, EventArgs.Empty);
    public string Add(int n) => $"{Number + n}";
    public string Add(string s, int n = 8) => s + n;
    private string Hidden() => "hidden " + _text;
    [Obsolete("old")] internal static string Static(string s) => s + s;
    public bool ByRef(ref int a, out string b) { a += 10; b = "out"; return true; }
    public void Throws() => throw new FormatException("by reflection");
    public string Generic<T>(T x) => typeof(T).Name + x;
    void IDisposable.Dispose() { }
    public override string ToString() => $"{Number} {_text}";
    internal class Nested; internal class NestedOf<T>;
}
