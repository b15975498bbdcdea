// Spans, ref structs, inline arrays, collection expressions, UTF-8 literals, buffers.
using System.Buffers;
using System.Buffers.Binary;
using System.Buffers.Text;
using System.Collections.Immutable;
using System.Runtime.CompilerServices;
using System.Text;
Span<int> s = [5, 3, 1, 4];
s.Sort();
Console.WriteLine($"{string.Join(',', s.ToArray())} {s.BinarySearch(4)} {s.BinarySearch(2)} {s[1..^1].Length} "
    + $"{s.IndexOf(5)} {s.Contains(9)} {s.SequenceEqual([1, 3, 4, 5])} {s.ToString()}");
s.Reverse(); s[^1] = 9; s[..2].Fill(7); s.Slice(2, 1).Clear(); Console.WriteLine(string.Join(',', s.ToArray()));
ReadOnlySpan<char> text = "key = value ; other=2";
foreach (Range r in text.Split(';'))
{
    ReadOnlySpan<char> part = text[r].Trim();
    int at = part.IndexOf('='); Console.Write($"<{part[..at].TrimEnd()}|{part[(at + 1)..].TrimStart()}>");
}
Console.WriteLine($"{text.CountAny("=;")} {text.IndexOfAnyExcept("key ")} {text.StartsWith("key")} "
    + $"{text.LastIndexOfAnyInRange('0', '9')} "
    + $"{text.ContainsAny(SearchValues.Create(["other", "nope"], StringComparison.OrdinalIgnoreCase))} "
    + $"{int.Parse(text[^1..])} {"AbC".AsSpan().Equals("aBc", StringComparison.OrdinalIgnoreCase)} "
    + $"{MemoryExtensions.CommonPrefixLength<char>("abcd", "abx")}");
try
{
    _ = s[4];
} catch (IndexOutOfRangeException e)
{
    Console.WriteLine(e.Message);
}
try
{
    _ = s[3..1].Length;
} catch (ArgumentOutOfRangeException)
{
    Console.WriteLine("range");
}
try
{
    "ab".AsSpan().CopyTo(new char[1]);
} catch (ArgumentException e)
{
    Console.WriteLine(e.Message);
} try { _ = new int[2].AsMemory(1, 2); } catch (ArgumentOutOfRangeException) { Console.WriteLine("memory"); }
Span<char> upper = stackalloc char[5];
"mixed".AsSpan().ToUpperInvariant(upper);
Console.WriteLine(upper.ToString());
Span<byte> bytes = stackalloc byte[16];
BinaryPrimitives.WriteInt32BigEndian(bytes, 0x01020304);
BinaryPrimitives.WriteDoubleLittleEndian(bytes[8..], 1.5);
Console.WriteLine($"{Convert.ToHexString(bytes)} {BinaryPrimitives.ReadUInt16LittleEndian(bytes[2..])} "
    + $"{BinaryPrimitives.ReverseEndianness(0x11223344):x}");
ReadOnlySpan<byte> utf8 = "héllo €"u8;
Console.WriteLine($"{utf8.Length} {Encoding.UTF8.GetString(utf8)} "
    + $"{Utf8Parser.TryParse("123abc"u8, out int parsed, out int used)} {parsed} {used} "
    + $"{Utf8Formatter.TryFormat(3.5, bytes, out int w)} {Encoding.ASCII.GetString(bytes[..w])} "
    + $"{Ascii.IsValid(utf8)} {Ascii.EqualsIgnoreCase("AbC"u8, "aBc"u8)} "
    + $"{System.Text.Unicode.Utf8.IsValid([0xC0, 0x80])} {Base64.EncodeToUtf8("xyz"u8, bytes, out _, out w)} {w} "
    + $"{double.Parse("2.5"u8)} {"u8 concat"u8.SequenceEqual("u8 concat"u8)}");
Buffer10<int> inline = default;
for (int i = 0; i < 10; i++) inline[i] = i * i;
Console.WriteLine($"{inline[9]} {Sum(inline)} {inline[2..5].Length}");
foreach (int x in inline[..4]) Console.Write(x + " ");
try
{
    int ten = 10; inline[ten] = 1;
} catch (IndexOutOfRangeException)
{
    Console.WriteLine("inline range");
} Names names = default; names[0] = "a"; names[2] = "c"; Console.WriteLine($"{names[0]}{names[1] ?? "-"}{names[2]}");
int[] a = [1, 2];
List<int> l = [0, .. a, 3, .. Enumerable.Range(4, 2)];
ImmutableArray<string> im = ["x", "y"];
HashSet<int> set = [1, 1, 2];
IEnumerable<int> en = [7, 8];
ReadOnlySpan<string> rs = ["p", "q"];
Dictionary<string, int> d = new() { ["a"] = 1 };
Bag bag = [3, 1, 2];
IReadOnlyList<char> rl = [.. "abc"];
Console.WriteLine($"{string.Join(',', l)} {im.Length} {set.Count} {en.Sum()} {rs[1]} {d["a"]} {bag} {rl[^1]} "
    + $"{Params(1, 2, 3)} {Params()} {ParamsList("a", "b")} {((int[])[]).Length}");
Memory<byte> memory = new byte[10];
memory.Span[3] = 7;
Console.WriteLine($"{memory[2..5].Span[1]} {((ReadOnlyMemory<byte>)memory).ToArray().Sum(b => b)} "
    + $"{"text".AsMemory(1).ToString()}");
Refs refs = new(stackalloc int[4]);
refs.Add(5);
refs.Add(6); Console.WriteLine($"{refs.Total} {refs.First}"); refs.First = 50; Console.WriteLine(refs.Total);
ref int largest = ref Largest(a);
largest = 99;
Console.WriteLine(a[1]);
ref readonly int ro = ref a[0];
Console.WriteLine(ro);
int x1 = 1, x2 = 2; ref int chosen = ref (x1 > x2 ? ref x1 : ref x2); chosen = 20; Console.WriteLine(x2);
ArrayBufferWriter<char> abw = new();
abw.Write("hello ");
"world".CopyTo(abw.GetSpan(5));
abw.Advance(5);
Console.WriteLine($"{abw.WrittenSpan} {abw.WrittenCount}");
char[] rented = ArrayPool<char>.Shared.Rent(100);
Console.WriteLine(rented.Length >= 100);
ArrayPool<char>.Shared.Return(rented);
using (IMemoryOwner<int> owner = MemoryPool<int>.Shared.Rent(20)) Console.WriteLine(owner.Memory.Length >= 20);
Segment first = new("abc"u8.ToArray()), last = first.Append("defg"u8.ToArray()).Append("h"u8.ToArray());
ReadOnlySequence<byte> seq = new(first, 0, last, 1);
SequenceReader<byte> reader = new(seq);
Console.WriteLine($"{seq.Length} {seq.IsSingleSegment} {Encoding.ASCII.GetString(seq.Slice(2, 4).ToArray())} "
    + $"{reader.TryReadTo(out ReadOnlySpan<byte> until, (byte)'e')} {Encoding.ASCII.GetString(until)} "
    + $"{reader.TryRead(out byte next)} {(char)next} {reader.Remaining} {seq.PositionOf((byte)'g') is not null}");
Console.WriteLine($"{Generic(new Refs([1, 2]))} {new string(stackalloc char[] { 'a', 'b' })} "
    + $"{string.Concat("a".AsSpan(), "b", "c")} {TryTake([1, 2, 3], out ReadOnlySpan<int> rest)} {rest.Length} "
    + $"{new[] { 1, 2, 3 }.AsSpan() is [1, .. var mid, 3] && mid.Length == 1}");
foreach (ref int x in a.AsSpan()) x *= 2;
Console.WriteLine(string.Join(',', a));
Span<(int, string?)> structs = new (int, string?)[2]; structs[0].Item2 = "set"; Console.WriteLine(structs[0]);
static int Sum(ReadOnlySpan<int> s) { int t = 0; foreach (int x in s) t += x; return t; }
static int Params(params ReadOnlySpan<int> all) => all.Length;
static string ParamsList(params List<string> all) => string.Join('+', all);
static ref int Largest(int[] a)
{
    int best = 0; for (int i = 1; i < a.Length; i++) if (a[i] > a[best]) best = i; return ref a[best];
}
static int Generic<T>(T t) where T : ICounted, allows ref struct => t.Count;
static bool TryTake(ReadOnlySpan<int> s, out ReadOnlySpan<int> rest) { rest = s[1..]; return s.Length > 1; }
[InlineArray(10)] internal struct Buffer10<T>
{
    private T _e;
} [InlineArray(3)] internal struct Names { private string? _e; }
internal interface ICounted { int Count { get; } }
internal ref struct Refs(Span<int> room) : ICounted
{
    private readonly Span<int> _room = room;
    public int Count { get; private set; }
    public void Add(int x) => _room[Count++] = x;
    public readonly ref int First => ref _room[0];
    public readonly int Total { get { int t = 0; foreach (int x in _room[..Count]) t += x; return t; } }
}
[CollectionBuilder(typeof(Bag), nameof(Create))] internal sealed class Bag(int[] all) : IEnumerable<int>
{
    public static Bag Create(ReadOnlySpan<int> s) => new(s.ToArray());
    public IEnumerator<int> GetEnumerator() => ((IEnumerable<int>)all).GetEnumerator();
    System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();
    public override string ToString() => "bag" + all.Length;
}
internal sealed class Segment : ReadOnlySequenceSegment<byte>
{
    public Segment(byte[] m) => Memory = m;
    public Segment Append(byte[] m)
    {
        Segment s = new(m) { RunningIndex = RunningIndex + Memory.Length }; Next = s; return s;
    }
}
