namespace Theseus.Cells.Conformance.Checks;

/// <summary>Casting, boxing and the type tests, over classes, interfaces, arrays, enums and nullable values.</summary>
internal static class Casts
{
    private enum Small : byte
    {
        One = 1,
    }

    public static void Run(Checker check)
    {
        check.Is("class", "[true,true,false]", () =>
        {
            object middle = Hidden.Of<object>(new Middle());
            return new[] { middle is Bottom, middle is Middle, middle is Top };
        });
        check.Is("interface", "[true,true,false]", () =>
        {
            object top = Hidden.Of<object>(new Top());
            return new[] { top is IMark, top is IOther, Hidden.Of<object>(new Bottom()) is IMark };
        });
        check.Is("as", "[null,Top]", () =>
            new[] { (Hidden.Of<object>(new Bottom()) as Top)?.GetType().Name,
            (Hidden.Of<object>(new Top()) as Bottom)?.GetType().Name });
        check.Throws<InvalidCastException>("class.bad", () => (Top)Hidden.Of<object>(new Bottom()));
        check.Throws<InvalidCastException>("interface.bad", () => (IMark)Hidden.Of<object>("text"));
        check.Throws<InvalidCastException>("array.bad", () => (string[])Hidden.Of<object>(new object[1]));
        check.Is("null", "[null,true]", () =>
            new object?[] { (Top?)Hidden.Of<object?>(null), Hidden.Of<object?>(null) is null });
        check.Is("box", "[5,true,false]", () =>
        {
            object one = Hidden.Of(5);
            object other = Hidden.Of(5);
            return new[] { (int)one, one.Equals(other), (object)ReferenceEquals(one, other) };
        });
        check.Is("box.copy", "[1,2]", () =>
        {
            Holder holder = new() { Value = Hidden.Of(1) };
            object boxed = holder;
            holder.Value = 2;
            return new[] { ((Holder)boxed).Value, holder.Value };
        });
        check.Throws<InvalidCastException>("unbox.wrong", () => (long)Hidden.Of<object>(5));
        check.Throws<NullReferenceException>("unbox.null", () => (int)Hidden.Of<object?>(null)!);
        check.Is("unbox.enum", "[1,One]", () =>
            new object[] { (byte)Hidden.Of<object>(Small.One), (Small)Hidden.Of<object>((byte)1) });
        check.Is("nullable", "[Int32,null,5,null]", () => new object?[]
        {
            Hidden.Of<object?>((int?)5)!.GetType().Name, Hidden.Of((object?)(int?)null), (int?)Hidden.Of<object?>(5),
                (int?)Hidden.Of<object?>(null),
        });
        check.Is("array.covariant", "[true,true,false,true]", () =>
        {
            object words = Hidden.Of<object>(new string[1]);
            object numbers = Hidden.Of<object>(new int[1]);
            return new[] { words is object[], words is IComparable[], numbers is object[], numbers is uint[] };
        });
        check.Is("array.enum", "[true,true,false]", () =>
        {
            object smalls = Hidden.Of<object>(new Small[1]);
            return new[] { smalls is byte[], smalls is sbyte[], smalls is short[] };
        });
        check.Is("array.interfaces", "[true,true,false]", () =>
        {
            object words = Hidden.Of<object>(new string[1]);
            return new[] { words is IList<object>, words is IReadOnlyCollection<string>, words is IList<int> };
        });
        check.Is("array.ranks", "[false,true]", () =>
            new[] { Hidden.Of<object>(new int[1, 1]) is int[], Hidden.Of<object>(new int[1, 1]) is int[,] });
        check.Is("delegate", "[true,true,false]", () =>
        {
            object function = Hidden.Of<object>((Func<object, string>)(value => $"{value}"));
            return new[] { function is Func<string, object>, function is Delegate, function is Func<object, int> };
        });
        check.Is("generic", "[true,false,true]", () =>
        {
            object pair = Hidden.Of<object>(new KeyValuePair<string, int>("a", 1));
            return new[] { pair is KeyValuePair<string, int>, pair is KeyValuePair<string, long>, pair is ValueType };
        });
        check.Is("user.defined", "[3,7]", () =>
            new object[] { (int)Hidden.Of(new Holder { Value = 3 }), ((Holder)Hidden.Of(7)).Value });
        check.Is("many", "3334", () =>
        {
            object[] mixed = [new Top(), "text", 5];
            int marks = 0;
            for (int i = 0; i < Hidden.Of(10000); i++)
            {
                marks += mixed[i % 3] is IMark ? 1 : 0;
            }

            return marks;
        });
    }

    private interface IMark;

    private interface IOther;

    private class Bottom;

    private class Middle : Bottom;

    private sealed class Top : Middle, IMark, IOther;

    private struct Holder
    {
        public int Value { get; set; }

        public static explicit operator int(Holder holder) => holder.Value;

        public static explicit operator Holder(int value) => new() { Value = value };
    }
}
