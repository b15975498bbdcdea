using System.Buffers.Binary;
using System.Text;
using dnlib.DotNet;
using dnlib.DotNet.MD;
using Theseus.Build.Guard;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>Bytes that the guard's reader and the compiler's would read differently.</summary>
public sealed class FormTests
{
    private const string Program = """
        using System.Runtime.InteropServices;
        static class Program
        {
            static void Main() { try { Console.WriteLine(); } catch (Exception e) { Console.WriteLine(e); } }
        }
        [StructLayout(LayoutKind.Explicit)] struct A { [FieldOffset(0)] public long X; [FieldOffset(8)] public long Y; }
        """;

    [Fact]
    public void The_program_passes_as_it_is() => GuardWorld.AssertSafe(GuardWorld.CheckSource(Program));

    [Fact]
    public void Exception_handlers_that_one_reader_does_not_see() => Refused((bytes, module) =>
    {
        MethodDef method = module.Method("Program", "Main");
        int at = Align(
            (int)module.Metadata.PEImage.ToFileOffset(method.RVA) + method.Body.HeaderSize
                + (int)method.Body.Instructions[^1].Offset + 1);
        Assert.Equal(0x01, bytes[at]); // a small section of exception handlers
        bytes[at] = 0x03;
    });

    [Fact]
    public void A_table_that_is_not_sorted() => Refused((bytes, module) =>
    {
        MDTable table = module.TablesStream.FieldLayoutTable;
        Swap(bytes, (int)table.StartOffset, (int)table.RowSize);
    });

    [Fact]
    public void Lists_that_go_back() => Refused((bytes, module) =>
    {
        // The first field of the last type is that of no type before it.
        MDTable table = module.TablesStream.TypeDefTable;
        ColumnInfo column = table.Columns.First(c => c.Name == "FieldList");
        int at = (int)table.StartOffset + column.Offset;
        BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), 3);
    });

    [Fact]
    public void A_stream_of_another_name() => Refused((bytes, _) =>
    {
        int at = bytes.AsSpan().IndexOf("#US\0"u8);
        "#U2\0"u8.CopyTo(bytes.AsSpan(at));
    });

    [Fact]
    public void A_name_that_is_no_text() => Refused((bytes, module) =>
    {
        int at = bytes.AsSpan().IndexOf(Encoding.UTF8.GetBytes("\0WriteLine\0"));
        bytes[at + 1] = 0xFE;
    });

    private static int Align(int at) => (at + 3) & ~3;

    private static void Swap(byte[] bytes, int at, int size)
    {
        byte[] first = bytes.AsSpan(at, size).ToArray();
        bytes.AsSpan(at + size, size).CopyTo(bytes.AsSpan(at));
        first.CopyTo(bytes.AsSpan(at + size));
    }

    private static void Refused(Action<byte[], ModuleDefMD> patch) =>
        GuardWorld.AssertRefused(GuardRule.AmbiguousForm, GuardWorld.CheckBytes(Program, patch));
}
