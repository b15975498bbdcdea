using System.Collections;
using System.Reflection;
using System.Runtime.CompilerServices;
using System.Text;

namespace Theseus.Cells.CellCheck;

/// <summary>
/// Calls of every kind from a cell into others and back. Prints a line a check; the result is the number that failed.
/// </summary>
internal static class Calls
{
    private static int s_failed;

    public static int Run()
    {
        s_failed = 0;

        // Virtual: CoreLib's and System.Console's code calls an override that is here.
        Writer writer = new();
        writer.WriteLine("{0} and {1}", 1, new Texted());
        Is("virtual", "1 and texted\n", writer.Text.ToString());

        // Interface: System.Linq walks an enumerable of ours, CoreLib sorts with a comparer of ours.
        Is("interface", "3 2 1", string.Join(' ', new Countdown(3)));
        Is("interface.linq", "12", new Countdown(3).Select(n => n * 2).Sum());
        Is("default method", "default of IDefaulted", ((IDefaulted)new Defaulted()).Text());

        // Generic: instances over our types, of code that other cells hold the definition of.
        Dictionary<Key, Value> map = new() { [new Key(1)] = new Value("one"), [new Key(2)] = new Value("two") };
        Is("generic", "two", map[new Key(2)].Text);
        Is("generic.linq", "Value { Text = two }", map.OrderByDescending(pair => pair.Key.Number).First().Value);
        Is("generic.sorted", "1,2",
            string.Join(',', new SortedDictionary<Key, Value>(map).Keys.Select(key => key.Number)));

        // Delegates: equal where they lead to the same method, whether it was called before or not; combined; of other
        // cells' methods.
        Func<int, int> first = Negated;
        Func<int, int> second = Negated;
        Is("delegate.equal", true, first == second && first.GetHashCode() == second.GetHashCode());
        Is("delegate.method", "Int32 Negated(Int32)", first.Method.ToString()!);
        Is("delegate.result", -4, first(4));
        Is("delegate.equal.called", true, first == second);
        Func<IEnumerable<int>, int> sum = Enumerable.Sum;
        Func<IEnumerable<int>, int> again = Enumerable.Sum;
        Is("delegate.other.cell", "True 6", $"{sum == again} {sum(new Countdown(3))}");
        Func<string> open = new Texted().ToString;
        Is("delegate.virtual", "texted", open());

        // Reflection: finds, makes and calls what is here and elsewhere.
        Is("reflection.call", -9,
            typeof(Calls).GetMethod(nameof(Negated), BindingFlags.NonPublic | BindingFlags.Static)!.Invoke(null, [9])!);
        Is("reflection.make", "texted", Activator.CreateInstance(typeof(Texted))!);
        Is("reflection.assembly", "CellCheck", typeof(Calls).Assembly.GetName().Name!);
        Is("reflection.identity", true, ReferenceEquals(typeof(Texted), new Texted().GetType()));
        Is("casts", "True False", $"{Opaque(new Countdown(1)) is IEnumerable} {Opaque(new Texted()) is IEnumerable}");

        Console.WriteLine($"{s_failed} failed");
        return s_failed;
    }

    private static int Negated(int number) => -number;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static object Opaque(object value) => value;

    private static void Is(string name, object expected, object actual)
    {
        bool holds = expected.ToString() == actual.ToString();
        s_failed += holds ? 0 : 1;
        Console.WriteLine(holds ? $"ok {name}" : $"FAIL {name}: expected {expected} but was {actual}");
    }

    private interface IDefaulted
    {
        string Text() => $"default of {nameof(IDefaulted)}";
    }

    private readonly record struct Key(int Number) : IComparable<Key>
    {
        public int CompareTo(Key other) => Number.CompareTo(other.Number);
    }

    private sealed record Value(string Text);

    private sealed class Defaulted : IDefaulted;

    private sealed class Texted
    {
        public override string ToString() => "texted";
    }

    private sealed class Countdown(int from) : IEnumerable<int>
    {
        public IEnumerator<int> GetEnumerator()
        {
            for (int i = from; i > 0; i--)
            {
                yield return i;
            }
        }

        IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }

    private sealed class Writer : TextWriter
    {
        public StringBuilder Text { get; } = new();

        public override Encoding Encoding => Encoding.UTF8;

        public override void Write(char value) => Text.Append(value);
    }
}
