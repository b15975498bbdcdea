namespace Theseus.Cells.Conformance.Checks;

/// <summary>Records, with-expressions, tuples and structures with value equality.</summary>
internal static class Records
{
    private record Shape(string Name, int Sides);

    private sealed record Square(string Name, double Edge) : Shape(Name, 4)
    {
        public double Area { get; } = Edge * Edge;
    }

    private readonly record struct Point(int X, int Y)
    {
        public static Point operator +(Point left, Point right) => new(left.X + right.X, left.Y + right.Y);

        public double Distance => Math.Sqrt((X * X) + (Y * Y));
    }

    private record struct Counter(int Value)
    {
        public void Step() => Value++;
    }

    private record Box<T>(T Content)
    {
        public List<T> More { get; init; } = [];
    }

    private abstract record Node
    {
        public sealed record Leaf(int Value) : Node;

        public sealed record Branch(Node Left, Node Right) : Node;
    }

    public static void Run(Checker check)
    {
        check.Is("text", "[Shape { Name = tri, Sides = 3 },Square { Name = sq, Sides = 4, Edge = 2, Area = 4 }]", () =>
            new[] { new Shape(Hidden.Of("tri"), 3), new Square("sq", Hidden.Of(2.0)) });
        check.Is("equality", "[true,false,true,false]", () =>
        {
            Shape one = new(Hidden.Of("a"), 4);
            return new[] { one == new Shape("a", 4), one == new Shape("a", 5), one.Equals((object)new Shape("a", 4)),
                ReferenceEquals(one, new Shape("a", 4)) };
        });
        check.Is("equality.type", "[false,true]", () =>
        {
            Shape square = Hidden.Of<Shape>(new Square("a", 1));
            return new[] { new Shape("a", 4) == square, square == new Square("a", 1) };
        });
        check.Holds("hash", () => new Shape(Hidden.Of("a"), 4).GetHashCode() == new Shape("a", 4).GetHashCode());
        check.Is("with", "[Shape { Name = b, Sides = 3 },a]", () =>
        {
            Shape one = new("a", Hidden.Of(3));
            return new[] { (one with { Name = "b" }).ToString(), one.Name };
        });
        check.Is("with.derived", "Square { Name = c, Sides = 4, Edge = 3, Area = 9 }", () =>
            Hidden.Of<Shape>(new Square("a", 3)) with { Name = "c" });
        check.Is("deconstruct", "a:3", () =>
        {
            (string name, int sides) = new Shape("a", Hidden.Of(3));
            return $"{name}:{sides}";
        });
        check.Is("structure", "[Point { X = 4, Y = 6, Distance = 7.211102550927978 },true,5]", () => new object[]
        {
            new Point(1, 2) + new Point(3, Hidden.Of(4)), new Point(1, 2) == new Point(Hidden.Of(1), 2),
                new Point(3, Hidden.Of(4)).Distance,
        });
        check.Is("structure.copy", "[1,3]", () =>
        {
            Counter one = new(Hidden.Of(1));
            Counter other = one;
            other.Step();
            other.Step();
            return new[] { one.Value, other.Value };
        });
        check.Is("generic", "[Box { Content = 5, More = System.Collections.Generic.List`1[System.Int32] },2]", () =>
        {
            Box<int> box = new(Hidden.Of(5)) { More = [1, 2] };
            return new object[] { box, box.More.Count };
        });
        check.Is("tree", "[10,3]", () =>
        {
            Node tree = new Node.Branch(new Node.Leaf(1),
                new Node.Branch(new Node.Leaf(2), new Node.Branch(new Node.Leaf(3), new Node.Leaf(Hidden.Of(4)))));
            return new[] { Sum(tree), Depth(tree) - 1 };
        });
        check.Is("tree.equal", "true", () =>
            new Node.Branch(new Node.Leaf(1), new Node.Leaf(Hidden.Of(2)))
            == new Node.Branch(new Node.Leaf(1), new Node.Leaf(2)));
        check.Is("tuple", "[(1, a),true,-1,b]", () =>
        {
            (int Number, string Text) tuple = (Hidden.Of(1), "a");
            return new object[] { tuple, tuple == (1, "a"), tuple.CompareTo((1, "b")),
                (tuple with { Text = "b" }).Text };
        });
        check.Is("tuple.long", "[(1, 2, 3, 4, 5, 6, 7, 8, 9),9]", () =>
        {
            (int, int, int, int, int, int, int, int, int Last) tuple = (1, 2, 3, 4, 5, 6, 7, 8, Hidden.Of(9));
            return new object[] { tuple, tuple.Last };
        });
        check.Is("tuple.swap", "[2,1]", () =>
        {
            (int one, int two) = (Hidden.Of(1), 2);
            (one, two) = (two, one);
            return new[] { one, two };
        });
        check.Is("set", "2", () => new HashSet<Shape> { new("a", 1), new("a", Hidden.Of(1)), new("b", 1) }.Count);
        check.Is("anonymous", "[{ A = 1, B = x },true]", () =>
        {
            var one = new { A = Hidden.Of(1), B = "x" };
            return new object[] { one.ToString()!, one.Equals(new { A = 1, B = "x" }) };
        });
        check.Is("plain.structure", "[true,false]", () =>
        {
            KeyValuePair<string, int> pair = new("a", Hidden.Of(1));
            return new[] { pair.Equals(new KeyValuePair<string, int>("a", 1)),
                pair.Equals(new KeyValuePair<string, int>("a", 2)) };
        });
    }

    private static int Sum(Node node) => node switch
    {
        Node.Leaf(var value) => value,
        Node.Branch(var left, var right) => Sum(left) + Sum(right),
        _ => throw new InvalidOperationException(),
    };

    private static int Depth(Node node) =>
        node is Node.Branch(var left, var right) ? 1 + Math.Max(Depth(left), Depth(right)) : 1;
}
