using System.Buffers;
using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>Spans, memories, stack allocation, ranges, inline arrays and ref locals, all without unsafe code.</summary>
internal static class Spans
{
    [System.Runtime.CompilerServices.InlineArray(4)]
    private struct Four
    {
        private int _first;
    }

    public static void Run(Checker check)
    {
        check.Is("slice", "[3,4,5]", () => Hidden.Of<int[]>([1, 2, 3, 4, 5, 6]).AsSpan(2, 3).ToArray());
        check.Is("range", "[[2,3],[5,6],[1,2,3,4,5],6]", () =>
        {
            int[] numbers = [1, 2, 3, 4, 5, Hidden.Of(6)];
            return new object[] { numbers[1..3], numbers[^2..], numbers[..^1], numbers[^1] };
        });
        check.Is("stack", "[285,81]", () =>
        {
            Span<int> squares = stackalloc int[10];
            int sum = 0;
            for (int i = 0; i < squares.Length; i++)
            {
                squares[i] = i * i;
            }

            foreach (int square in squares)
            {
                sum += square;
            }

            return new[] { sum, squares[^Hidden.Of(1)] };
        });
        check.Is("stack.cleared", "0", () =>
        {
            Span<long> room = stackalloc long[Hidden.Of(64)];
            long bits = 0;
            foreach (long word in room)
            {
                bits |= word;
            }

            return bits;
        });
        check.Is("fill", "[7,7,0,7]", () =>
        {
            int[] numbers = new int[4];
            numbers.AsSpan().Fill(Hidden.Of(7));
            numbers.AsSpan(2, 1).Clear();
            return numbers;
        });
        check.Is("copy.overlap", "[0,0,1,2,3]", () =>
        {
            int[] numbers = [0, 1, 2, 3, Hidden.Of(4)];
            numbers.AsSpan(0, 4).CopyTo(numbers.AsSpan(1));
            return numbers;
        });
        check.Is("copy.references", "[a,a,b,c]", () =>
        {
            string[] words = ["a", "b", "c", Hidden.Of("d")];
            words.AsSpan(0, 3).CopyTo(words.AsSpan(1));
            return words;
        });
        check.Is("search", "[2,-1,4,5]", () =>
        {
            ReadOnlySpan<byte> bytes = [9, 8, 7, 6, 7, Hidden.Of<byte>(5)];
            return new[] { bytes.IndexOf((byte)7), bytes.IndexOf((byte)1), bytes.LastIndexOf((byte)7),
                bytes.IndexOfAnyInRange<byte>(0, 5) };
        });
        check.Is("search.values", "[3,7,-1]", () =>
        {
            SearchValues<char> vowels = SearchValues.Create("aeiou");
            ReadOnlySpan<char> text = Hidden.Of("xyzigzagzzz");
            return new[] { text.IndexOfAny(vowels), text.LastIndexOfAny(vowels) + 1, text[7..].IndexOfAny(vowels) };
        });
        check.Is("search.words", "4", () =>
            Hidden.Of("the THIN end").AsSpan()
            .IndexOfAny(SearchValues.Create(["thick", "thin"], StringComparison.OrdinalIgnoreCase)));
        check.Is("search.long", "[99999,50000]", () =>
        {
            byte[] bytes = new byte[100000];
            bytes[99999] = 1;
            bytes[50000] = 2;
            return new[] { Array.IndexOf(bytes, (byte)1), bytes.AsSpan().IndexOfAnyExcept((byte)0) };
        });
        check.Is("compare", "[true,true,-1]", () =>
        {
            ReadOnlySpan<char> text = Hidden.Of("abcdef");
            return new object[] { text.StartsWith("abc"), text.SequenceEqual("abcdef"),
                Math.Sign(text.SequenceCompareTo("abd")) };
        });
        check.Is("sort", "[1,2,3]", () =>
        {
            Span<int> numbers = [3, 1, Hidden.Of(2)];
            numbers.Sort();
            return numbers.ToArray();
        });
        check.Is("reverse", "fedcba", () =>
        {
            Span<char> text = Hidden.Of("abcdef").ToCharArray();
            text.Reverse();
            return text.ToString();
        });
        check.Is("split", "[10,20,30]", () =>
        {
            List<int> parts = [];
            ReadOnlySpan<char> text = Hidden.Of("10,20,30");
            foreach (Range part in text.Split(','))
            {
                parts.Add(int.Parse(text[part], CultureInfo.InvariantCulture));
            }

            return parts;
        });
        check.Is("trim", "x y", () => Hidden.Of("  x y ").AsSpan().Trim().ToString());
        check.Is("memory", "[5,3,true]", () =>
        {
            Memory<int> memory = new[] { 1, 2, 3, 4, 5 }.AsMemory()[2..];
            memory.Span[^1] = Hidden.Of(5);
            return new object[] { memory.Span[2], memory.Length, memory[..1].Span.Overlaps(memory.Span) };
        });
        check.Is("memory.text", "world", () => Hidden.Of("hello world").AsMemory(6));
        check.Is("pool", "[true,true]", () =>
        {
            byte[] rented = ArrayPool<byte>.Shared.Rent(Hidden.Of(1000));
            bool enough = rented.Length >= 1000;
            ArrayPool<byte>.Shared.Return(rented);
            return new[] { enough, ReferenceEquals(ArrayPool<byte>.Shared.Rent(1000), rented) };
        });
        check.Is("writer", "[6,1;2;3;]", () =>
        {
            ArrayBufferWriter<char> writer = new();
            for (int i = 1; i <= Hidden.Of(3); i++)
            {
                i.TryFormat(writer.GetSpan(4), out int written);
                writer.Advance(written);
                writer.Write(";");
            }

            return new object[] { writer.WrittenCount, writer.WrittenSpan.ToString() };
        });
        check.Is("ref.local", "[1,20,3]", () =>
        {
            int[] numbers = [1, 2, 3];
            ref int middle = ref Largest(numbers, below: Hidden.Of(3));
            middle *= 10;
            return numbers;
        });
        check.Is("ref.structure", "[4,10]", () =>
        {
            Adder adder = new([1, 2, 3, Hidden.Of(4)]);
            return new[] { adder.Count, adder.Sum() };
        });
        check.Is("inline.array", "[0,1,4,9]", () =>
        {
            Four four = default;
            for (int i = 0; i < 4; i++)
            {
                four[i] = i * Hidden.Of(i);
            }

            ReadOnlySpan<int> view = four;
            return view.ToArray();
        });
        check.Is("parameters", "[6,0]", () => new[] { Total(1, 2, Hidden.Of(3)), Total() });
        check.Is("index", "[3,^2,1..^1]", () =>
            new object[] { Index.FromEnd(2).GetOffset(Hidden.Of(5)), Index.FromEnd(2).ToString(), (1..^1).ToString() });
        check.Throws<IndexOutOfRangeException>("bounds", () =>
        {
            Span<int> room = stackalloc int[2];
            return room[Hidden.Of(2)];
        });
        check.Throws<ArgumentOutOfRangeException>("slice.bounds", () => Hidden.Of(new int[3]).AsSpan(2, 2).Length);
        check.Throws<ArgumentException>("copy.short", () =>
        {
            Hidden.Of(new int[3]).AsSpan().CopyTo(new int[2]);
            return null;
        });
    }

    private static ref int Largest(int[] numbers, int below)
    {
        int at = 0;
        for (int i = 1; i < numbers.Length; i++)
        {
            if (numbers[i] > numbers[at] && numbers[i] < below)
            {
                at = i;
            }
        }

        return ref numbers[at];
    }

    private static int Total(params ReadOnlySpan<int> numbers)
    {
        int total = 0;
        foreach (int number in numbers)
        {
            total += number;
        }

        return total;
    }

    private readonly ref struct Adder(ReadOnlySpan<int> numbers)
    {
        private readonly ReadOnlySpan<int> _numbers = numbers;

        public int Count => _numbers.Length;

        public int Sum() => Total(_numbers);
    }
}
