using System.Buffers.Binary;
using System.Text;
using Theseus.Build;
using Theseus.Build.Objects;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class ObjectReadingTests : IDisposable
{
    private const string Sample = """
            .section .text.f,"axG",@progbits,f,comdat
            .globl f
        f:  call g
            lea data+4(%rip),%rax
            ret
            .data
        data: .quad f+16
            .bss
            .skip 24
        """;

    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    [Fact]
    public void Sections_symbols_and_relocations_are_read()
    {
        ElfObject elf = _gas.Object(Sample);
        int text = Array.IndexOf(elf.SectionName, ".text.f");
        Assert.Equal(elf.SectionSize[text], elf.Contents(text).Length);
        Assert.Equal(24, elf.SectionSize[Array.IndexOf(elf.SectionName, ".bss")]);
        Assert.Equal(2, elf.RelocationCount(text));
        Relocation call = elf.RelocationAt(text, 0);
        Assert.Equal((1L, RelocationType.Plt32, "g", -4L),
            (call.Offset, call.Type, elf.SymbolName[call.Symbol], call.Addend));
        int f = Array.IndexOf(elf.SymbolName, "f");
        Assert.Equal((text, 0L, Elf.BindGlobal), (elf.SymbolSection[f], elf.SymbolValue[f], elf.Binding(f)));
        Assert.Equal(0, elf.SymbolSection[Array.IndexOf(elf.SymbolName, "g")]);
    }

    [Fact]
    public void Comdat_groups_know_their_signature_and_members()
    {
        ElfObject elf = _gas.Object(Sample);
        int group = elf.GroupOf[Array.IndexOf(elf.SectionName, ".text.f")];
        Assert.NotEqual(0, group);
        Assert.Equal("f", elf.SymbolName[elf.GroupSignature[group]]);
    }

    [Fact]
    public void Section_counts_beyond_the_headers_sixteen_bits_are_read()
    {
        const int count = 70_000;
        byte[] bytes = ManySections(count);
        ElfObject elf = ElfObject.Read("many", bytes);
        Assert.Equal(count, elf.SectionCount);
        Assert.Equal(".text", elf.SectionName[count - 4]);
        Assert.Equal(count - 4, elf.SymbolSection[1]);
        Assert.Equal("last", elf.SymbolName[1]);
    }

    [Fact]
    public void Every_truncation_is_a_named_error()
    {
        byte[] bytes = File.ReadAllBytes(_gas.Assemble(Sample));
        for (int length = 0; length < bytes.Length; length++)
        {
            ObjectException error = Assert.Throws<ObjectException>(() => ElfObject.Read("cut", bytes[..length]));
            Assert.True(Enum.IsDefined(error.Error));
            Assert.Equal(error.Error.ToString(), error.Id);
        }
    }

    [Fact]
    public void Damage_anywhere_gives_an_object_or_a_named_error()
    {
        byte[] sound = File.ReadAllBytes(_gas.Assemble(Sample));
        Random random = new(7);
        for (int round = 0; round < 20_000; round++)
        {
            byte[] bytes = (byte[])sound.Clone();
            for (int i = random.Next(1, 4); i > 0; i--)
            {
                bytes[random.Next(bytes.Length)] = (byte)random.Next(256);
            }

            try
            {
                ElfObject elf = ElfObject.Read("damaged", bytes);
                EhFrame.Read(elf);
            }
            catch (ObjectException)
            {
            }
        }
    }

    [Theory]
    [InlineData(16, 2, ObjectError.NotRelocatable)]
    [InlineData(18, 3, ObjectError.NotRelocatable)]
    [InlineData(0, 0, ObjectError.NotElf64)]
    [InlineData(4, 1, ObjectError.NotElf64)]
    [InlineData(43, 0x7F, ObjectError.SectionTableOutOfFile)]
    public void What_is_not_an_object_is_said(int offset, byte value, ObjectError expected)
    {
        byte[] bytes = File.ReadAllBytes(_gas.Assemble(Sample));
        bytes[offset] = value;
        Assert.Equal(expected, Assert.Throws<ObjectException>(() => ElfObject.Read("bad", bytes)).Error);
    }

    /// <summary>null, many empty .text sections, .symtab, .symtab_shndx, .strtab.</summary>
    private static byte[] ManySections(int count)
    {
        const int headers = 1024;
        byte[] bytes = new byte[headers + count * Elf.SectionHeaderBytes];
        Encoding.ASCII.GetBytes("\0.text\0last\0").CopyTo(bytes, 64);
        "\u007FELF"u8.CopyTo(bytes);
        (bytes[4], bytes[5], bytes[6]) = (2, 1, 1);
        Put16(16, 1);
        Put16(18, 62);
        Put64(40, headers);
        Put16(58, 64);
        Put16(62, 0xFFFF);
        Put64(headers + 32, count);
        Put32(headers + 40, count - 1);
        for (int i = 1; i < count - 3; i++)
        {
            Put32(headers + i * 64, 1);
            Put32(headers + i * 64 + 4, 1);
        }

        const int symbols = 128, indices = 256;
        Put32(symbols + 24, 7);
        bytes[symbols + 28] = 0x10;
        Put16(symbols + 30, 0xFFFF);
        Put32(indices + 4, count - 4);
        Section(count - 3, 2, symbols, 48, count - 1);
        Section(count - 2, 18, indices, 8, count - 3);
        Section(count - 1, 3, 64, 12, 0);
        return bytes;

        void Section(int number, int type, int offset, int size, int link)
        {
            int at = headers + number * 64;
            Put32(at + 4, type);
            Put64(at + 24, offset);
            Put64(at + 32, size);
            Put32(at + 40, link);
        }

        void Put16(int at, int value) => BinaryPrimitives.WriteUInt16LittleEndian(bytes.AsSpan(at), (ushort)value);
        void Put32(int at, int value) => BinaryPrimitives.WriteInt32LittleEndian(bytes.AsSpan(at), value);
        void Put64(int at, long value) => BinaryPrimitives.WriteInt64LittleEndian(bytes.AsSpan(at), value);
    }
}
