namespace Theseus.Cells.Conformance.Checks;

/// <summary>Delegates, closures, events and multicast.</summary>
internal static class Delegates
{
    private delegate void Changer(ref int value);

    private delegate T Folder<T>(T first, params T[] others);

    public static void Run(Checker check)
    {
        check.Is("static", "9", () => Hidden.Of<Func<int, int>>(Square)(3));
        check.Is("instance", "a!", () => Hidden.Of<Func<string, string>>(new Marker("!").Mark)("a"));
        check.Is("virtual", "[plain,fancy]", () =>
            new Namer[] { new(), new FancyNamer() }.Select(namer => Hidden.Of<Func<string>>(namer.Name)()));
        check.Is("interface", "true", () =>
            Hidden.Of<Func<IEnumerator<int>>>(Hidden.Of<IEnumerable<int>>([1, 2, 3, 4, 5]).GetEnumerator)().MoveNext());
        check.Is("structure", "[1,1,0]", () =>
        {
            Counter counter = default;
            Func<int> step = counter.Step;
            return new[] { step(), step() - 1, counter.Steps };
        });
        check.Is("generic", "[1,a]", () =>
            new object[] { Hidden.Of<Func<int, int>>(Same)(1), Hidden.Of<Func<string, string>>(Same)("a") });
        check.Is("closure", "[1,2,3,3]", () =>
        {
            int count = 0;
            Func<int> next = () => ++count;
            return new[] { next(), next(), next(), Hidden.Of(count) };
        });
        check.Is("closure.loop", "[[0,1,2],[3,3,3]]", () =>
        {
            List<Func<int>> own = [];
            List<Func<int>> shared = [];
            int i = 0;
            for (; i < Hidden.Of(3); i++)
            {
                int copy = i;
                own.Add(() => copy);
                shared.Add(() => i);
            }

            return new[] { own.Select(function => function()), shared.Select(function => function()) };
        });
        check.Is("closure.nested", "111", () =>
        {
            int one = Hidden.Of(1);
            Func<int, Func<int, int>> add = ten => hundred => one + ten + hundred;
            return add(10)(100);
        });
        check.Is("local.function", "[120,13]", () =>
        {
            int Factorial(int number) => number <= 1 ? 1 : number * Factorial(number - 1);
            static int Fibonacci(int number) => number < 2 ? number : Fibonacci(number - 1) + Fibonacci(number - 2);
            return new[] { Factorial(Hidden.Of(5)), Fibonacci(Hidden.Of(7)) };
        });
        check.Is("multicast", "[a1,b1,c1]", () =>
        {
            List<string> log = [];
            Action<int> all = number => log.Add($"a{number}");
            all += number => log.Add($"b{number}");
            all += number => log.Add($"c{number}");
            all(Hidden.Of(1));
            return log;
        });
        check.Is("multicast.remove", "[1,3,2]", () =>
        {
            List<int> log = [];
            Action one = () => log.Add(1);
            Action two = () => log.Add(2);
            Action three = () => log.Add(3);
            Action? all = one + two + three;
            all -= two;
            all?.Invoke();
            log.Add(all!.GetInvocationList().Length);
            return log;
        });
        check.Is("multicast.result", "[3,3]", () =>
        {
            Func<int> all = () => 1;
            all += () => 2;
            all += () => 3;
            return new[] { all(), all.GetInvocationList().Length };
        });
        check.Is("multicast.throw", "[1]", () =>
        {
            List<int> log = [];
            Action all = () => log.Add(1);
            all += () => throw new InvalidOperationException();
            all += () => log.Add(3);
            try
            {
                all();
            }
            catch (InvalidOperationException)
            {
            }

            return log;
        });
        check.Is("remove.last", "null", () =>
        {
            Action? one = Nothing;
            one -= Hidden.Of<Action>(Nothing);
            return one;
        });
        check.Is("event", "[from 2,from 3]", () =>
        {
            Source source = new();
            List<string> log = [];
            void Handle(object? sender, EventArgs arguments) => log.Add($"from {((Source)sender!).Fired}");
            source.Fire();
            source.Changed += Handle;
            source.Fire();
            source.Fire();
            source.Changed -= Handle;
            source.Fire();
            return log;
        });
        check.Is("event.accessors", "[add,remove]", () =>
        {
            Watched watched = new();
            watched.Seen += Nothing;
            watched.Seen -= Nothing;
            return watched.Log;
        });
        check.Is("reference.parameter", "10", () =>
        {
            int value = Hidden.Of(5);
            Changer doubler = (ref int number) => number *= 2;
            doubler(ref value);
            return value;
        });
        check.Is("params", "15", () =>
        {
            Folder<int> sum = (first, others) => first + others.Sum();
            return sum(1, 2, 3, 4, Hidden.Of(5));
        });
        check.Is("default.parameter", "[6,3]", () =>
        {
            var add = (int number, int more = 1) => number + more;
            return new[] { add(Hidden.Of(2), 4), add(2) };
        });
        check.Is("equality", "[true,false,true]", () => new[]
        {
            Hidden.Of<Action>(Nothing) == Nothing, Hidden.Of<Action>(Nothing) == Hidden.Of<Action>(() => { }),
                Hidden.Of<Action>(Nothing).Equals((Action)Nothing),
        });
        check.Is("variance", "text", () =>
        {
            Func<object, string> function = value => $"{value}";
            Func<string, object> wider = Hidden.Of(function);
            return wider("text");
        });
        check.Is("target", "[true,true]", () =>
        {
            Marker marker = new("?");
            Func<string, string> mark = marker.Mark;
            return new[] { ReferenceEquals(mark.Target, marker), mark.Method.Name == "Mark" };
        });
        check.Is("many.parameters", "1a2b3.5True[]x", () =>
        {
            Func<int, string, byte, char, double, bool, int[], string, string> join = (a, b, c, d, e, f, g, h) =>
                string.Create(System.Globalization.CultureInfo.InvariantCulture,
                $"{a}{b}{c}{d}{e}{f}{Show.Text(g)}{h}");
            return Hidden.Of(join)(1, "a", 2, 'b', 3.5, true, [], "x");
        });
        check.Throws<NullReferenceException>("null", () => Hidden.Of<Func<int>>(null!)());
    }

    private static int Square(int number) => number * number;

    private static T Same<T>(T value) => value;

    private static void Nothing()
    {
    }

    private sealed class Marker(string mark)
    {
        public string Mark(string text) => text + mark;
    }

    private class Namer
    {
        public virtual string Name() => "plain";
    }

    private sealed class FancyNamer : Namer
    {
        public override string Name() => "fancy";
    }

    private struct Counter
    {
        public int Steps { get; private set; }

        public int Step() => ++Steps;
    }

    private sealed class Source
    {
        public event EventHandler? Changed;

        public int Fired { get; private set; }

        public void Fire()
        {
            Fired++;
            Changed?.Invoke(this, EventArgs.Empty);
        }
    }

    private sealed class Watched
    {
        public event Action Seen
        {
            add => Log.Add("add");
            remove => Log.Add("remove");
        }

        public List<string> Log { get; } = [];
    }
}
