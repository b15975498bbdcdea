using System.Buffers.Binary;
using System.Globalization;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Convert, BitConverter, Guid, Version, Index and other values that are read from and written as text.
/// </summary>
internal static class Conversions
{
    public static void Run(Checker check)
    {
        check.Is("integer", "[42,1,3,2,255]", () => new[]
        {
            Convert.ToInt32(Hidden.Of("42"), CultureInfo.InvariantCulture), Convert.ToInt32(Hidden.Of(true)),
                Convert.ToInt32(Hidden.Of(2.6)),
            Convert.ToInt32(Hidden.Of(2.5)), Convert.ToInt32("ff", Hidden.Of(16)),
        });
        check.Is("base", "[101,377,ff]", () =>
            new[] { Convert.ToString(Hidden.Of(5), 2), Convert.ToString(Hidden.Of(255), 8),
            Convert.ToString(Hidden.Of(255), 16) });
        check.Is("change", "[Int32 12,Double 1.5,String 7]", () => new[]
        {
            Convert.ChangeType(Hidden.Of("12"), typeof(int), CultureInfo.InvariantCulture),
                Convert.ChangeType("1.5", typeof(double), CultureInfo.InvariantCulture),
            Convert.ChangeType(7, TypeCode.String, CultureInfo.InvariantCulture),
        }.Select(value => $"{value!.GetType().Name} {Show.Text(value)}"));
        check.Throws<OverflowException>("overflow", () => Convert.ToByte(Hidden.Of(300)));
        check.Throws<InvalidCastException>("cast", () =>
            Convert.ToInt32(Hidden.Of<object>(new DateTime(2024, 1, 1)), CultureInfo.InvariantCulture));
        check.Is("bool", "[true,false]", () => new[] { bool.Parse(Hidden.Of(" True ")), bool.TryParse("yes", out _) });
        check.Is("bytes", "01000000000000C0", () =>
            Convert.ToHexString([.. BitConverter.GetBytes(Hidden.Of(1)), .. BitConverter.GetBytes(Hidden.Of(-2f))]));
        check.Is("bytes.back", "[67305985,1.0000000000000002]", () => new object[]
        {
            BitConverter.ToInt32([1, 2, 3, Hidden.Of<byte>(4)], 0),
                BitConverter.ToDouble([1, 0, 0, 0, 0, 0, 0xF0, Hidden.Of<byte>(0x3F)], 0),
        });
        check.Is("text", "01-AB-FF", () => BitConverter.ToString([1, 0xAB, Hidden.Of<byte>(0xFF)]));
        check.Is("endian", "[0102030400000005,84281608]", () =>
        {
            byte[] room = new byte[8];
            BinaryPrimitives.WriteInt32BigEndian(room, Hidden.Of(0x01020304));
            BinaryPrimitives.WriteUInt32BigEndian(room.AsSpan(4), 5);
            return new[] { Convert.ToHexString(room),
                BinaryPrimitives.ReadInt32LittleEndian([8, 9, 6, Hidden.Of<byte>(5)])
                    .ToString(CultureInfo.InvariantCulture) };
        });
        check.Is("guid", "[6f9619ff-8b86-d011-b42d-00c04fc964ff,{6F9619FF-8B86-D011-B42D-00C04FC964FF}]", () =>
        {
            Guid id = Guid.Parse(Hidden.Of("6F9619FF8B86D011B42D00C04FC964FF"));
            return new[] { id.ToString(), id.ToString("B").ToUpperInvariant() };
        });
        check.Is("guid.bytes", "FF19966F868B11D0B42D00C04FC964FF", () =>
            Convert.ToHexString(Guid.Parse(Hidden.Of("6f9619ff-8b86-d011-b42d-00c04fc964ff")).ToByteArray()));
        check.Is("guid.new", "[true,4]", () =>
        {
            (Guid one, Guid other) = (Guid.NewGuid(), Guid.NewGuid());
            return new object[] { one != other, one.Version };
        });
        check.Is("guid.order", "[true,false]", () =>
            new[] { Guid.Empty < Guid.AllBitsSet,
            Guid.Parse(Hidden.Of("10000000-0000-0000-0000-000000000000")) < Guid.Empty });
        check.Is("version", "[1.2.3.4,true,-1]", () => new object[]
        {
            Version.Parse(Hidden.Of("1.2.3.4")), new Version(1, 10) > new Version(1, Hidden.Of(9)),
                new Version(1, 2).Build,
        });
        check.Is("uri", "[https,example.org,8080,/a/b,?q=1,frag]", () =>
        {
            Uri uri = new(Hidden.Of("https://user@example.org:8080/a/./x/../b?q=1#frag"));
            return new object[] { uri.Scheme, uri.Host, uri.Port, uri.AbsolutePath, uri.Query,
                uri.Fragment.TrimStart('#') };
        });
        check.Is("generic.parse", "[7,2.5,2024-02-29]", () => new object[]
        {
            Read<int>(Hidden.Of("7")), Read<decimal>(Hidden.Of("2.5")),
                Read<DateOnly>(Hidden.Of("2024-02-29")).ToString("O", CultureInfo.InvariantCulture),
        });
        check.Is("nullable", "[true,5,0,9]", () =>
        {
            int? some = Hidden.Of<int?>(5);
            int? none = Hidden.Of<int?>(null);
            return new object[] { none is null, some!.Value, none.GetValueOrDefault(), none ?? 9 };
        });
        check.Is("nullable.lifted", "[null,false,8,true]", () =>
        {
            int? some = Hidden.Of<int?>(5);
            int? none = Hidden.Of<int?>(null);
            return new object?[] { some + none, some > none, some + 3, none == null };
        });
        check.Throws<InvalidOperationException>("nullable.none", () => Hidden.Of<int?>(null)!.Value);
    }

    private static T Read<T>(string text)
        where T : IParsable<T> => T.Parse(text, CultureInfo.InvariantCulture);
}
