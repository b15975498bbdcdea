using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Objects;
using Theseus.Runtime.Interrupts;
using Theseus.Tests.Build;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// Which operand the decoder finds, against what the real assembler encodes: every register of each width, and every
/// form of address. Each operand is zero once, among others that are not, and not zero once, among zeroes.
/// </summary>
// SAFETY: the registers that form an address are chosen so that it lies in the arena, which is below 2 GiB and lives as
// long as the test.
public sealed unsafe class InstructionDecoderTests
{
    private const int ArenaBytes = 1 << 16;
    private const int Middle = ArenaBytes / 2;
    private static readonly byte[] s_filler = [.. "0123456789abcdef"u8];
    private static readonly string[] s_names =
        ["rax", "rcx", "rdx", "rbx", "rsp", "rbp", "rsi", "rdi", "r8", "r9", "r10", "r11", "r12", "r13", "r14", "r15"];

    /// <param name="Text">AT&amp;T syntax.</param>
    /// <param name="Bytes">Of the divisor.</param>
    /// <param name="Register">Its number; -1 for an operand in memory, in the middle of the arena.</param>
    /// <param name="Shift">Bits below it in its register.</param>
    /// <param name="Set">What registers must hold for that.</param>
    private sealed record Form(string Text, int Bytes, int Register, int Shift, (int Register, long FromMiddle)[] Set);

    [Fact]
    public void The_divisor_is_found_in_every_form_that_the_assembler_encodes()
    {
        byte* arena = (byte*)Map();
        Assert.InRange((long)arena, 1, int.MaxValue);
        try
        {
            Form[] forms = [.. Registers(), .. Addresses((long)arena + Middle)];
            using Assembler assembler = new();
            StringBuilder source = new(".text\n");
            foreach (Form form in forms)
            {
                source.Append("    ").Append(form.Text).Append("\n    .ascii \"0123456789abcdef\"\n");
            }

            byte[] code = Code(assembler.Object(source.ToString()));
            fixed (byte* start = code)
            {
                int at = 0;
                foreach (Form form in forms)
                {
                    foreach (bool zero in new[] { true, false })
                    {
                        Assert.True(Finds(form, start + at, arena, zero) != zero,
                            $"{form.Text}, divisor {(zero ? "" : "not ")}0");
                    }

                    at += code.AsSpan(at).IndexOf(s_filler) + s_filler.Length;
                }

                Assert.Equal(code.Length, at);
            }

            Assert.True(forms.Length > 700);
        }
        finally
        {
            Unmap((nint)arena, ArenaBytes);
        }
    }

    [Theory]
    // a REX prefix that does not come last does not count: cx
    [InlineData(new byte[] { 0x48, 0x66, 0xF7, 0xF1 }, 0xFFFF_0000_0000_0000ul, false)]
    [InlineData(new byte[] { 0x66, 0x48, 0xF7, 0xF1 }, 0xFFFF_0000_0000_0000ul, true)] // REX.W and 66: rcx
    // prefixes that mean nothing here: ecx
    [InlineData(new byte[] { 0x2E, 0x3E, 0xF3, 0xF7, 0xF1 }, 0xFFFF_FFFF_0000_0000ul, false)]
    [InlineData(new byte[] { 0xF6, 0xF5 }, 0x0100ul, true)] // ch
    [InlineData(new byte[] { 0x40, 0xF6, 0xF5 }, 0x0100ul, false)] // bpl
    [InlineData(new byte[] { 0x90 }, ulong.MaxValue, false)] // no division
    public void Prefixes_count_as_the_processor_counts_them(byte[] instruction, ulong rcx, bool notZero)
    {
        InterruptFrame frame = default;
        frame.Rcx = rcx;
        byte[] code = instruction.ToArray();
        fixed (byte* start = code)
        {
            frame.Rip = (ulong)start;
            Assert.Equal(notZero, InstructionDecoder.DivisorIsNotZero(in frame));
        }
    }

    private static bool Finds(Form form, byte* code, byte* arena, bool zero)
    {
        byte fill = zero ? (byte)0xFF : (byte)0;
        new Span<byte>(arena, ArenaBytes).Fill(fill);
        InterruptFrame frame = default;
        ulong[] registers = Enumerable.Repeat(zero ? ulong.MaxValue : 0, 16).ToArray();
        foreach ((int register, long fromMiddle) in form.Set)
        {
            registers[register] = (ulong)fromMiddle;
        }

        if (form.Register < 0)
        {
            new Span<byte>(arena + Middle, form.Bytes).Fill((byte)~fill);
        }
        else
        {
            ulong mask = (form.Bytes == 8 ? ulong.MaxValue : (1ul << (form.Bytes * 8)) - 1) << form.Shift;
            registers[form.Register] ^= mask;
        }

        Load(&frame, registers);
        frame.Rip = (ulong)code;
        return InstructionDecoder.DivisorIsNotZero(in frame);
    }

    private static IEnumerable<Form> Registers()
    {
        string[] low = ["al", "cl", "dl", "bl"], high = ["ah", "ch", "dh", "bh"];
        foreach (string divide in new[] { "div", "idiv" })
        {
            for (int i = 0; i < 16; i++)
            {
                yield return new Form($"{divide}q %{s_names[i]}", 8, i, 0, []);
                yield return new Form($"{divide}l %{Narrow(i, 'e', "", "d")}", 4, i, 0, []);
                yield return new Form($"{divide}w %{Narrow(i, '\0', "", "w")}", 2, i, 0, []);
                yield return new Form($"{divide}b %{(i < 4 ? low[i] : Narrow(i, '\0', "l", "b"))}", 1, i, 0, []);
                if (i < 4)
                {
                    yield return new Form($"{divide}b %{high[i]}", 1, i, 8, []);
                }
            }
        }
    }

    private static string Narrow(int register, char first, string last, string lastOfNew) =>
        register >= 8 ? s_names[register] + lastOfNew : (first == '\0' ? "" : first) + s_names[register][1..] + last;

    private static IEnumerable<Form> Addresses(long middle)
    {
        foreach ((string suffix, int bytes) in new[] { ("b", 1), ("w", 2), ("l", 4), ("q", 8) })
        {
            yield return new Form($"div{suffix} {middle}", bytes, -1, 0, []);
            foreach (int displacement in new[] { 0, 100, -100, 5000, -5000 })
            {
                for (int root = 0; root < 16; root++)
                {
                    yield return new Form($"idiv{suffix} {displacement}(%{s_names[root]})", bytes, -1, 0,
                        [(root, middle - displacement)]);
                    for (int index = 0; index < 16; index += displacement == 0 ? 1 : 5)
                    {
                        if (index == 4 || index == root)
                        {
                            continue;
                        }

                        int scale = 1 << ((root + index) % 4);
                        yield return new Form(
                            $"div{suffix} {displacement}(%{s_names[root]},%{s_names[index]},{scale})", bytes, -1, 0,
                            [(root, middle - displacement - (24 * scale)), (index, 24)]);
                    }
                }
            }

            yield return new Form($"div{suffix} {middle - 80}(,%r13,8)", bytes, -1, 0, [(13, 10)]);
            // 32-bit addresses: what is above in the registers does not count.
            yield return new Form($"div{suffix} 16(%r9d)", bytes, -1, 0, [(9, (middle - 16) | (5L << 32))]);
        }
    }

    private static byte[] Code(ElfObject made) => made.Contents(Array.IndexOf(made.SectionName, ".text")).ToArray();

    private static void Load(InterruptFrame* frame, ulong[] r)
    {
        (frame->Rax, frame->Rcx, frame->Rdx, frame->Rbx) = (r[0], r[1], r[2], r[3]);
        (frame->Rsp, frame->Rbp, frame->Rsi, frame->Rdi) = (r[4], r[5], r[6], r[7]);
        (frame->R8, frame->R9, frame->R10, frame->R11) = (r[8], r[9], r[10], r[11]);
        (frame->R12, frame->R13, frame->R14, frame->R15) = (r[12], r[13], r[14], r[15]);
    }

    /// <summary>
    /// Memory below 2 GiB, so that an absolute address fits its field: MAP_PRIVATE, MAP_ANONYMOUS, MAP_32BIT.
    /// </summary>
    private static nint Map() => MapPages(0, ArenaBytes, 3, 0x62, -1, 0);

    [DllImport("libc", EntryPoint = "mmap")]
    private static extern nint MapPages(nint at, nint bytes, int protection, int flags, int file, nint offset);

    [DllImport("libc", EntryPoint = "munmap")]
    private static extern int Unmap(nint at, nint bytes);
}
