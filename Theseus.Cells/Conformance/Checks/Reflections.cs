using System.ComponentModel;
using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Reflection as far as a program that is compiled ahead of time may use it: over types that it names.
/// </summary>
internal static class Reflections
{
    [AttributeUsage(AttributeTargets.All, AllowMultiple = true)]
    private sealed class MarkAttribute(string text) : Attribute
    {
        public string Text => text;

        public int Weight { get; set; }
    }

    private interface ISized
    {
        int Size { get; }
    }

    [Mark("type", Weight = 3)]
    [Description("a thing to look at")]
    private class Specimen(int size) : ISized
    {
        public static string Kind { get; set; } = "specimen";

        private string _secret = Hidden.Of("hidden");

        public Specimen()
            : this(1)
        {
        }

        [Mark("property")]
        public int Size { get; set; } = size;

        public string Name { get; init; } = "none";

        public string Join(string separator, int count) => string.Join(separator, Enumerable.Repeat(Name, count));

        public static int Twice(int number) => 2 * number;

        public string Reveal() => _secret;

        public void Fail() => throw new InvalidOperationException("failed inside");
    }

    private sealed class Derived : Specimen;

    private struct Pair<TFirst, TSecond>
    {
        public TFirst First { get; set; }

        public TSecond Second { get; set; }
    }

    public static void Run(Checker check)
    {
        check.Is("name", "[Specimen,Int32,String[],Dictionary`2,Int32&]", () => new[]
        {
            Hidden.Of<object>(new Specimen()).GetType(), typeof(int), typeof(string[]),
                typeof(Dictionary<int, string>), typeof(int).MakeByRefType(),
        }.Select(type => type.Name));
        check.Is("full.name", "[System.Int32,Theseus.Cells.Conformance.Checks.Reflections+Specimen]", () =>
            new[] { Hidden.Of<object>(5).GetType().FullName, typeof(Specimen).FullName });
        check.Is("generic.name", "System.Collections.Generic.List`1[System.String]", () =>
            Hidden.Of<object>(new List<string>()).GetType());
        check.Is("namespace", "[System.Text,Theseus.Cells.Conformance.Checks,Conformance]", () => new[]
        {
            typeof(System.Text.StringBuilder).Namespace, typeof(Specimen).Namespace,
                typeof(Specimen).Assembly.GetName().Name,
        });
        check.Is("kind", "[true,false,true,true,true,true,false]", () => new[]
        {
            typeof(Specimen).IsClass, typeof(int).IsClass, typeof(DayOfWeek).IsEnum, typeof(ISized).IsInterface,
                typeof(int[]).IsArray,
            typeof(Pair<int, int>).IsGenericType, typeof(Specimen).IsSealed,
        });
        check.Is("equal", "[true,true,false]", () => new[]
        {
            Hidden.Of<object>("a").GetType() == typeof(string),
                typeof(List<int>) == Hidden.Of<object>(new List<int>()).GetType(),
                    typeof(List<int>) == typeof(List<long>),
        });
        check.Is("base", "[Specimen,Object,ValueType,null]", () =>
            new[] { typeof(Derived).BaseType, typeof(Specimen).BaseType, typeof(int).BaseType, typeof(object).BaseType }
            .Select(type => type?.Name));
        check.Is("assignable", "[true,false,true,true]", () => new[]
        {
            typeof(ISized).IsAssignableFrom(typeof(Derived)), typeof(Derived).IsAssignableFrom(typeof(Specimen)),
            typeof(Specimen).IsInstanceOfType(Hidden.Of<object>(new Derived())),
                typeof(Derived).IsSubclassOf(typeof(Specimen)),
        });
        check.Is("interfaces", "[ISized]", () => InterfacesOf(typeof(Derived)).Select(type => type.Name));
        check.Is("generic.arguments", "[Int32,String,Pair`2]", () =>
            typeof(Pair<int, string>).GetGenericArguments().Append(typeof(Pair<int, string>).GetGenericTypeDefinition())
            .Select(type => type.Name));
        check.Is("element", "[String,2,null]", () =>
            new object?[] { typeof(string[,]).GetElementType()!.Name, typeof(string[,]).GetArrayRank(),
            typeof(int).GetElementType() });
        check.Is("properties", "[Kind,Name,Size]", () =>
            PropertiesOf(typeof(Specimen)).Select(property => property.Name).Order(StringComparer.Ordinal));
        check.Is("property.get", "[7,Int32,true]", () =>
        {
            PropertyInfo size = typeof(Specimen).GetProperty(nameof(Specimen.Size))!;
            return new[] { size.GetValue(new Specimen(Hidden.Of(7)))!, size.PropertyType.Name, size.CanWrite };
        });
        check.Is("property.set", "[9,static]", () =>
        {
            Specimen specimen = new();
            typeof(Specimen).GetProperty(nameof(Specimen.Size))!.SetValue(specimen, Hidden.Of(9));
            typeof(Specimen).GetProperty(nameof(Specimen.Kind))!.SetValue(null, "static");
            return new object[] { specimen.Size, Specimen.Kind };
        });
        check.Is("field", "[hidden,changed]", () =>
        {
            Specimen specimen = new();
            FieldInfo field = typeof(Specimen).GetField("_secret", BindingFlags.NonPublic | BindingFlags.Instance)!;
            object before = field.GetValue(specimen)!;
            field.SetValue(specimen, "changed");
            return new[] { before, specimen.Reveal() };
        });
        check.Is("method", "[ada-ada-ada,14]", () => new[]
        {
            typeof(Specimen).GetMethod(nameof(Specimen.Join))!.Invoke(new Specimen { Name = "ada" },
                ["-", Hidden.Of(3)]),
            typeof(Specimen).GetMethod(nameof(Specimen.Twice))!.Invoke(null, [Hidden.Of(7)]),
        });
        check.Is("method.signature", "[String,separator:String,count:Int32]", () =>
        {
            MethodInfo join = typeof(Specimen).GetMethod(nameof(Specimen.Join))!;
            return join.GetParameters().Select(parameter => $"{parameter.Name}:{parameter.ParameterType.Name}")
                .Prepend(join.ReturnType.Name);
        });
        check.Is("method.throws", "[TargetInvocationException,failed inside]", () =>
        {
            try
            {
                return typeof(Specimen).GetMethod(nameof(Specimen.Fail))!.Invoke(new Specimen(), null);
            }
            catch (TargetInvocationException thrown)
            {
                return new[] { thrown.GetType().Name, thrown.InnerException!.Message };
            }
        });
        check.Throws<ArgumentException>("method.bad.argument", () =>
            typeof(Specimen).GetMethod(nameof(Specimen.Twice))!.Invoke(null, [Hidden.Of("x")]));
        check.Throws<TargetParameterCountException>("method.bad.count", () =>
            typeof(Specimen).GetMethod(nameof(Specimen.Twice))!.Invoke(null, []));
        check.Is("method.delegate", "8", () =>
            typeof(Specimen).GetMethod(nameof(Specimen.Twice))!.CreateDelegate<Func<int, int>>()(Hidden.Of(4)));
        check.Is("constructor", "[1,6]", () => new[]
        {
            ((Specimen)Activator.CreateInstance(typeof(Specimen))!).Size,
            ((Specimen)typeof(Specimen).GetConstructor([typeof(int)])!.Invoke([Hidden.Of(6)])).Size,
        });
        check.Is("create", "[Specimen,0,1.2]", () => new[]
        {
            Activator.CreateInstance<Specimen>().GetType().Name, Show.Text(Activator.CreateInstance<int>()),
                Activator.CreateInstance(typeof(Version), 1, Hidden.Of(2))!.ToString(),
        });
        check.Is("attributes", "[type,3,a thing to look at]", () => new object[]
        {
            typeof(Specimen).GetCustomAttribute<MarkAttribute>()!.Text,
                typeof(Specimen).GetCustomAttribute<MarkAttribute>()!.Weight,
            typeof(Specimen).GetCustomAttribute<DescriptionAttribute>()!.Description,
        });
        check.Is("attributes.member", "[property,true,false]", () => new object[]
        {
            typeof(Specimen).GetProperty(nameof(Specimen.Size))!.GetCustomAttributes<MarkAttribute>().Single().Text,
            typeof(Specimen).IsDefined(typeof(MarkAttribute)),
                typeof(Specimen).GetProperty(nameof(Specimen.Name))!.IsDefined(typeof(MarkAttribute)),
        });
        check.Is("generic.made", "[List`1,3]", () =>
        {
            List<int> named = [1, 2, 3];
            Type made = MakeList(typeof(List<>), typeof(int));
            return new object[] { made.Name, made == named.GetType() ? named.Count : 0 };
        });
        check.Is("by.name", "true", () => Type.GetType("System.Int32") == typeof(int));
        check.Is("enum.text", "[Green,2]", () =>
            new object[] { Enum.Parse(typeof(ConsoleColor), Hidden.Of("Green")),
            Enum.GetNames(typeof(DateTimeKind)).Length - 1 });
        check.Is("type.code", "[Int32,String,Object,DateTime]", () =>
            new[] { typeof(int), typeof(string), typeof(Specimen), typeof(DateTime) }.Select(Type.GetTypeCode));
        check.Is("nullable", "[Int32,null]", () =>
            new[] { Nullable.GetUnderlyingType(typeof(int?))?.Name, Nullable.GetUnderlyingType(typeof(int))?.Name });
    }

    [UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "The interface is implemented statically.")]
    private static Type[] InterfacesOf(Type type) => type.GetInterfaces();

    private static PropertyInfo[] PropertiesOf(
        [DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicProperties)] Type type) =>
        type.GetProperties();

    [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "The instantiation is named in this program.")]
    [UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "The instantiation is named in this program.")]
    private static Type MakeList(Type definition, Type argument) => definition.MakeGenericType(argument);
}
