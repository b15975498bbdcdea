using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class EhFrameTests : IDisposable
{
    private readonly Assembler _gas = new();

    public void Dispose() => _gas.Dispose();

    [Fact]
    public void Frames_give_code_length_alignment_and_instructions()
    {
        ElfObject elf = _gas.Object("""
                .text
            f:  .cfi_startproc
                push %rbp
                .cfi_def_cfa_offset 16
                .cfi_offset %rbp, -16
                nop
                ret
                .cfi_endproc
            g:  .cfi_startproc
                ret
                .cfi_endproc
            """);
        List<FrameEntry> frames = EhFrame.Read(elf);
        Assert.Equal([3, 1], frames.Select(f => f.Length));
        Assert.Equal((1, -8), (frames[0].Common.CodeAlign, frames[0].Common.DataAlign));
        // advance_loc 1; def_cfa_offset 16; offset r6 at cfa-16
        Assert.Equal([0x41, 0x0E, 0x10, 0x86, 0x02],
            elf.Bytes.AsSpan(frames[0].Instructions, frames[0].InstructionBytes).ToArray());
        Assert.Equal(0, frames[1].InstructionBytes);
        Assert.Same(frames[0].Common, frames[1].Common);
        Assert.Null(FrameLabel.Of(elf, frames[0]));
        // def_cfa rsp+8; offset rip at cfa-8
        Assert.Equal([0x0C, 0x07, 0x08, 0x90, 0x01],
            elf.Bytes.AsSpan(frames[0].Common.Instructions, frames[0].Common.InstructionBytes).ToArray());
    }

    [Fact]
    public void Signal_frames_and_labels_are_seen()
    {
        ElfObject elf = _gas.Object("""
                .text
            f:  .cfi_startproc
                .cfi_signal_frame
                .cfi_lsda 0x1b, _lsda12Name_x
                ret
                .cfi_endproc
                .data
            _lsda12Name_x: .quad 0
                .globl _lsda12Name_x
            """);
        FrameEntry frame = Assert.Single(EhFrame.Read(elf));
        Assert.True(frame.Common.IsSignalFrame);
        Assert.Equal(new FrameLabel(12, "Name_x"), FrameLabel.Of(elf, frame));
    }

    [Theory]
    [InlineData(0, 0xFF)] // length beyond the section
    [InlineData(8, 9)] // unknown version
    [InlineData(9, (byte)'q')] // unknown augmentation
    public void Bad_records_are_named(int offset, byte value)
    {
        string path = _gas.Assemble(".text\nf: .cfi_startproc\nret\n.cfi_endproc");
        byte[] bytes = File.ReadAllBytes(path);
        ElfObject sound = ElfObject.Read(path);
        bytes[sound.SectionOffset[Array.IndexOf(sound.SectionName, ".eh_frame")] + offset] = value;
        ObjectException error = Assert.Throws<ObjectException>(() => EhFrame.Read(ElfObject.Read("bad", bytes)));
        Assert.Equal(ObjectError.BadFrameRecord, error.Error);
    }

    [Fact]
    public void Clauses_tell_where_filters_are()
    {
        // Two clauses, as ILC wrote them: a filter (at 0x1AE, handler 0x1E7) and a fault.
        byte[] bytes = Convert.FromHexString("0472" + "5904" + "9D07" + "B906" + "726504" + "F507");
        Assert.Equal([0x1AEu], ExceptionClauses.FilterOffsets(bytes));
        Assert.Null(ExceptionClauses.FilterOffsets(bytes.AsSpan(0, bytes.Length - 1)));
        Assert.Null(ExceptionClauses.FilterOffsets([.. bytes, 0]));
        // A typed clause holds a 4-byte relative pointer after its handler.
        Assert.Empty(ExceptionClauses.FilterOffsets([2, 0, 0, 2, 1, 2, 3, 4])!);
        Assert.Null(ExceptionClauses.FilterOffsets([]));
    }
}
