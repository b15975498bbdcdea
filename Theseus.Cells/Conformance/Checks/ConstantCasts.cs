using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Casts that must fail although the compiler knows the object: the native code generator once took the object for the
/// result of its cast and left the check out. Each way to such an object, by each kind of cast.
/// </summary>
internal static class ConstantCasts
{
    private static readonly object s_literal = "text";
    private static readonly object s_numbers = new[] { 1, 2, 3 };
    private static readonly object s_boxed = 5;
    private static readonly object s_function = (Func<int>)(() => 3);
    private static readonly object s_type = typeof(string);
    private static readonly object s_plain = new();
    private static readonly object[] s_words = new string[1];

    public static void Run(Checker check)
    {
        Literals(check);
        Statics(check);
        Merged(check);
        Generics(check);
        Questions(check);
    }

    private static void Literals(Checker check)
    {
        Refused(check, "literal.array", () => { object o = "text"; return ((int[])o).Length; });
        Refused(check, "literal.references", () => { object o = "text"; return ((string[])o).Length; });
        Refused(check, "literal.class", () => { object o = "text"; return ((List<int>)o).Count; });
        Refused(check, "literal.open", () => { object o = "text"; return ((Exception)o).Message; });
        Refused(check, "literal.interface", () => { object o = "text"; return ((ICollection<int>)o).Count; });
        Refused(check, "literal.delegate", () => { object o = "text"; return ((Func<int>)o)(); });
        Refused(check, "literal.unbox", () => { object o = "text"; return (long)o; });
        Refused(check, "literal.unused", () => { object o = "text"; _ = (int[])o; return 0; });
        Refused(check, "literal.empty", () => { object o = ""; return ((int[])o).Length; });
        Refused(check, "literal.interpolated", () => { object o = $"{nameof(s_literal)}"; return ((char[])o).Length; });
        Refused(check, "literal.inlined", () => ((int[])Inlined()).Length);
        Refused(check, "literal.argument", () => LengthOf("text"));
        Refused(check, "typeof.array", () => { object o = typeof(string); return ((int[])o).Length; });
        Refused(check, "typeof.class", () => { object o = typeof(string); return ((List<int>)o).Count; });
        Refused(check, "box.array", () => { object o = 5; return ((int[])o).Length; });
        Refused(check, "box.wrong", () => { object o = 5; return (long)o; });
        Refused(check, "box.enum", () => { object o = DayOfWeek.Friday; return (long)o; });
        check.Is("right", "[4,text,4]", () =>
        {
            object o = "text";
            return new object[] { ((string)o).Length, (IComparable)o, ((IEnumerable<char>)o).Count() };
        });
    }

    private static void Statics(Checker check)
    {
        Refused(check, "static.literal", () => ((int[])s_literal).Length);
        Refused(check, "static.literal.class", () => ((List<int>)s_literal).Count);
        Refused(check, "static.array", () => ((string)s_numbers).Length);
        Refused(check, "static.array.wide", () => ((long[])s_numbers).Length);
        Refused(check, "static.box", () => ((int[])s_boxed).Length);
        Refused(check, "static.unbox", () => (long)s_boxed);
        Refused(check, "static.delegate", () => ((Func<string>)s_function)().Length);
        Refused(check, "static.delegate.array", () => ((int[])s_function).Length);
        Refused(check, "static.typeof", () => ((int[])s_type).Length);
        Refused(check, "static.object", () => ((Version)s_plain).Major);
        check.Throws<ArrayTypeMismatchException>("store", () => s_words[0] = new object());
        check.Throws<ArrayTypeMismatchException>("store.type", () => s_words[0] = typeof(string));
        check.Throws<ArrayTypeMismatchException>("store.reference", () => Reference(ref s_words[0]));
        check.Is("static.right", "[3,5,3,4]", () =>
            new object[] { ((int[])s_numbers).Length, (int)s_boxed, ((Func<int>)s_function)(),
            ((string)s_literal).Length });
    }

    private static void Merged(Checker check)
    {
        Refused(check, "merged.equal",
            () => { object o = Hidden.Of(true) ? "text" : "text"; return ((int[])o).Length; });
        Refused(check, "merged.literals",
            () => { object o = Hidden.Of(true) ? "one" : "other"; return ((int[])o).Length; });
        Refused(check, "merged.kinds",
            () => { object o = Hidden.Of(true) ? "one" : new int[3]; return ((int[])o).Length; });
        Refused(check, "merged.null", () => { object? o = null; o ??= "text"; return ((int[])o).Length; });
        Refused(check, "merged.loop", () =>
        {
            object o = "text";
            int sum = 0;
            for (int i = 0; i < Hidden.Of(3); i++)
            {
                sum += ((int[])o).Length;
            }

            return sum;
        });
        Refused(check, "merged.tuple",
            () => { (object First, object) pair = ("text", 5); return ((int[])pair.First).Length; });
        Refused(check, "merged.finally", () =>
        {
            object o = "text";
            try
            {
                return ((int[])o).Length;
            }
            finally
            {
                o = 5;
            }
        });
        check.Is("merged.caught", "caught", () =>
        {
            object o = "text";
            try
            {
                return ((int[])o).Length;
            }
            catch (InvalidCastException)
            {
                return "caught";
            }
        });
    }

    private static void Generics(Checker check)
    {
        Refused(check, "generic.shared", () => To<int[]>("text").Length);
        Refused(check, "generic.class", () => To<List<int>>("text").Count);
        Refused(check, "generic.value", () => To<long>(5));
        Refused(check, "generic.static", () => Kept<int[]>.Get().Length);
        Refused(check, "library.cast", () => new object[] { "text" }.Cast<int[]>().First().Length);
        Refused(check, "library.typed", () => ((IComparable<int>)(object)"text").CompareTo(5));
    }

    private static void Questions(Checker check)
    {
        check.Is("is", "[false,true,false,false,true]", () =>
        {
            (object text, object box) = ("text", 5);
            return new[] { text is int[], text is string, s_literal is List<int>, box is long, box is int };
        });
        check.Is("as", "[null,null,text]", () =>
        {
            object o = "text";
            return new object?[] { o as int[], o as List<int>, o as string };
        });
        check.Is("pattern", "text", () =>
        {
            object o = "text";
            return o switch { int[] a => a.Length, List<int> l => l.Count, string s => s, _ => "none" };
        });
        check.Is("pattern.static", "3", () => s_numbers switch { string s => s.Length, int[] a => a.Length, _ => -1 });
    }

    private static void Refused(Checker check, string name, Func<object?> act) =>
        check.Throws<InvalidCastException>(name, act);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static object Inlined() => "text";

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int LengthOf(object o) => ((int[])o).Length;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static T To<T>(object o) => (T)o;

    private static int Reference(ref object place) => place is null ? 0 : 1;

    private static class Kept<T>
    {
        private static readonly object s_value = "text";

        public static T Get() => (T)s_value;
    }
}
