using System.Globalization;
using System.Text;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>StringBuilder and the in-memory readers and writers.</summary>
internal static class Builders
{
    public static void Run(Checker check)
    {
        check.Is("append", "one2three4.5True", () =>
            new StringBuilder().Append(Hidden.Of("one")).Append(2).Append("three")
            .Append(CultureInfo.InvariantCulture, $"{4.5}").Append(true));
        check.Is("insert", "start-middle-end", () => new StringBuilder("start-end").Insert(6, Hidden.Of("middle-")));
        check.Is("remove", "acd", () => new StringBuilder("abcd").Remove(Hidden.Of(1), 1));
        check.Is("replace", "b-n-n-", () => new StringBuilder("banana").Replace('a', '-'));
        check.Is("index", "bXd", () =>
        {
            StringBuilder builder = new("bad");
            builder[Hidden.Of(1)] = 'X';
            return builder;
        });
        check.Is("grow", "18890:0123456789:4999", () =>
        {
            StringBuilder builder = new();
            for (int i = 0; i < Hidden.Of(5000); i++)
            {
                builder.Append(i);
            }

            return $"{builder.Length}:{builder.ToString(0, 10)}:{builder.ToString(builder.Length - 4, 4)}";
        });
        check.Is("chunks", "true", () =>
        {
            StringBuilder builder = new(16);
            for (int i = 0; i < Hidden.Of(100); i++)
            {
                builder.Append("0123456789");
            }

            int total = 0;
            foreach (ReadOnlyMemory<char> chunk in builder.GetChunks())
            {
                total += chunk.Length;
            }

            return total == builder.Length;
        });
        check.Is("join", "1, 2, 3", () => new StringBuilder().AppendJoin(", ", [1, 2, Hidden.Of(3)]));
        check.Is("format", "[ 7] 0A", () =>
            new StringBuilder().AppendFormat(CultureInfo.InvariantCulture, "[{0,2}] {1:X2}", 7, Hidden.Of(10)));
        check.Is("lines", "a\\u{a}b\\u{a}", () => new StringBuilder().AppendLine(Hidden.Of("a")).AppendLine("b"));
        check.Is("clear", "[0,true]", () =>
        {
            StringBuilder builder = new StringBuilder().Append('x', Hidden.Of(100)).Clear();
            return new object[] { builder.Length, builder.Equals(new StringBuilder()) };
        });
        check.Is("reader", "[first,second line,,null]", () =>
        {
            using StringReader reader = new(Hidden.Of("first\nsecond line\n\n"));
            return new[] { reader.ReadLine(), reader.ReadLine(), reader.ReadLine(), reader.ReadLine() };
        });
        check.Is("writer", "1.5;x\\u{a}", () =>
        {
            using StringWriter writer = new(CultureInfo.InvariantCulture);
            writer.Write(Hidden.Of(1.5));
            writer.WriteLine(";x");
            return writer;
        });
        check.Is("memory.stream", "[6,228,65,0]", () =>
        {
            using MemoryStream stream = new();
            using (BinaryWriter writer = new(stream, Encoding.UTF8, leaveOpen: true))
            {
                writer.Write("A");
                writer.Write(Hidden.Of(0x40E4));
            }

            byte[] bytes = stream.ToArray();
            return new[] { bytes.Length, bytes[2], bytes[1], bytes[5] };
        });
        check.Is("binary.reader", "[hi,-5,2.5,True]", () =>
        {
            using MemoryStream stream = new();
            using BinaryWriter writer = new(stream);
            writer.Write(Hidden.Of("hi"));
            writer.Write7BitEncodedInt(-5);
            writer.Write(2.5);
            writer.Write(true);
            stream.Position = 0;
            using BinaryReader reader = new(stream);
            return new[]
            {
                reader.ReadString(), reader.Read7BitEncodedInt().ToString(CultureInfo.InvariantCulture),
                reader.ReadDouble().ToString(CultureInfo.InvariantCulture), reader.ReadBoolean().ToString(),
            };
        });
        check.Is("stream.text", "[gr\\u{fc}n,blau,null]", () =>
        {
            using MemoryStream stream = new(Encoding.UTF8.GetBytes(Hidden.Of("gr\u00fcn\nblau")));
            using StreamReader reader = new(stream);
            return new[] { reader.ReadLine(), reader.ReadLine(), reader.ReadLine() };
        });
        check.Throws<EndOfStreamException>("stream.end", () => new BinaryReader(new MemoryStream([1, 2])).ReadInt32());
        check.Throws<ArgumentOutOfRangeException>("range", () => new StringBuilder("abc").Remove(Hidden.Of(2), 5));
    }
}
