using System.Runtime.CompilerServices;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Calls of all kinds, and casts.</summary>
internal static class Calls
{
    private const int Count = 300_000;

    private static readonly Shape[] s_shapes = [
        new Square(), new Circle(), new Line(), new Dot(), new Square(), new Circle(), new Line(), new Dot()];
    private static readonly Shape[] s_squares = [.. Enumerable.Range(0, 8).Select(_ => new Square())];
    private static readonly object[] s_objects = s_shapes;

    private static Func<int, int> s_double = x => x + x;

    public static Operation[] All =>
    [
        new("interface call, one type", Count, count => Sides(s_squares, count)),
        new("interface call, four types in turn", Count, count => Sides(s_shapes, count)),
        new("virtual call, four types in turn", Count, Corners),
        new("delegate call", Count, count => { int sum = 0; for (int i = 0; i < count; i++)
        {
            sum += s_double(i);
        } Sink.Number = sum; }),
        new("generic virtual method", Count, count => { int sum = 0; for (int i = 0; i < count; i++)
        {
            sum += s_shapes[i & 7].Tell<string>().Length;
        } Sink.Number = sum; }),
        new("cast to a class", Count, count => { int sum = 0; for (int i = 0; i < count; i++)
        {
            sum += s_objects[i & 7] is Circle ? 1 : 0;
        } Sink.Number = sum; }),
        new("cast to an interface", Count, count => { int sum = 0; for (int i = 0; i < count; i++)
        {
            sum += s_objects[i & 7] is IRound ? 1 : 0;
        } Sink.Number = sum; }),
        new("store into an array of references", Count, Store),
        new("completed async call", 50_000, count => Sink.Number = Await(count).GetAwaiter().GetResult()),
        new("iterator, per item", Count, count => { int sum = 0; foreach (int i in Upto(count))
        {
            sum += i;
        } Sink.Number = sum; }),
        new("lock, uncontended", Count, Locked),
    ];

    public static void SetDouble(Func<int, int> function) => s_double = function;

    private static void Sides(Shape[] shapes, int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += ((ISided)shapes[i & 7]).Sides;
        }

        Sink.Number = sum;
    }

    private static void Corners(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += s_shapes[i & 7].Corners;
        }

        Sink.Number = sum;
    }

    private static void Store(int count)
    {
        object[] target = new Shape[8];
        for (int i = 0; i < count; i++)
        {
            target[i & 7] = s_objects[(i + 1) & 7];
        }

        Sink.Reference = target;
    }

    private static async Task<int> Await(int count)
    {
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            sum += await Answer(i);
        }

        return sum;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static async ValueTask<int> Answer(int number)
    {
        await Task.CompletedTask;
        return number & 1;
    }

    private static IEnumerable<int> Upto(int count)
    {
        for (int i = 0; i < count; i++)
        {
            yield return i & 3;
        }
    }

    private static void Locked(int count)
    {
        Lock gate = new();
        int sum = 0;
        for (int i = 0; i < count; i++)
        {
            lock (gate)
            {
                sum++;
            }
        }

        Sink.Number = sum;
    }

    private interface ISided
    {
        int Sides { get; }
    }

    private interface IRound;

    private abstract class Shape : ISided
    {
        public abstract int Sides { get; }

        public abstract int Corners { get; }

        public virtual string Tell<T>() => typeof(T) == typeof(string) ? "text" : "other";
    }

    private sealed class Square : Shape
    {
        public override int Sides => 4;

        public override int Corners => 4;
    }

    private sealed class Circle : Shape, IRound
    {
        public override int Sides => 1;

        public override int Corners => 0;

        public override string Tell<T>() => "round";
    }

    private sealed class Line : Shape
    {
        public override int Sides => 2;

        public override int Corners => 2;
    }

    private sealed class Dot : Shape, IRound
    {
        public override int Sides => 0;

        public override int Corners => 1;
    }
}
