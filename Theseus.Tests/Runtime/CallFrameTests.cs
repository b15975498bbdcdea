using Theseus.Runtime;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// From the registers in a function to its caller's, by call frame information as the real assembler writes it.
/// </summary>
// SAFETY: the stack is a pinned array that the test holds.
[Collection(HostCode.Collection)]
public sealed unsafe class CallFrameTests : IDisposable
{
    private const ulong CallersRbp = 0x1111_0000, CallersRbx = 0x2222_0000;
    private const ulong CallersR12 = 0x3333_0000, CallersR15 = 0x4444_0000;
    private const int Entry = 1500; // where in the stack the return address is

    private readonly HostCode _caller = new("caller: .cfi_startproc\n nop\n back: nop\n .cfi_endproc\n", cell: 6);
    private readonly ulong[] _stack = GC.AllocateArray<ulong>(2000, pinned: true);

    // RBP, RBX, R12 and R15 of the function itself.
    private readonly ulong[] _registers = GC.AllocateArray<ulong>(4, pinned: true);

    public CallFrameTests()
    {
        for (int i = 0; i < _stack.Length; i++)
        {
            _stack[i] = 0xDEAD_0000 + (ulong)i;
        }

        _stack[Entry] = Back;
        (_registers[0], _registers[1], _registers[2], _registers[3]) = (CallersRbp, CallersRbx, CallersR12, CallersR15);
    }

    public void Dispose()
    {
        Upcalls.DamagedPages.Clear();
        _caller.Dispose();
    }

    private ulong Back => _caller["back"];

    [Fact]
    public void Each_instruction_of_a_prolog_has_its_own_row()
    {
        using HostCode code = new("""
            f: .cfi_startproc
            l0: push %rbp
            .cfi_def_cfa_offset 16
            .cfi_offset %rbp, -16
            l1: push %r15
            .cfi_def_cfa_offset 24
            .cfi_offset %r15, -24
            l2: push %rbx
            .cfi_def_cfa_offset 32
            .cfi_offset %rbx, -32
            l3: sub $8192, %rsp
            .cfi_def_cfa_offset 8224
            l4: lea 8208(%rsp), %rbp
            .cfi_def_cfa %rbp, 16
            l5: nop
            .cfi_endproc
            """);
        (_stack[Entry - 1], _stack[Entry - 2], _stack[Entry - 3]) = (CallersRbp, CallersR15, CallersRbx);
        for (int at = 0; at <= 5; at++)
        {
            (_registers[0], _registers[1], _registers[3]) = (CallersRbp, CallersRbx, CallersR15);
            if (at > 4)
            {
                _registers[0] = At(Entry - 1);
            }

            if (at > 2) // what a prolog has saved, the body may use
            {
                (_registers[1], _registers[3]) = (0xBAD, 0xBAD);
            }

            RegisterDisplay registers = In(code[$"l{at}"], at <= 3 ? Entry - at : Entry - 3 - 1024);
            Assert.True(Unwind(code[$"l{at}"], ref registers));
            AssertCaller(registers, Entry + 1);
            Assert.Equal((CallersRbx, CallersR15), (registers.Rbx.Value, registers.R15.Value));
        }
    }

    [Fact]
    public void Locations_advance_by_one_byte_two_and_four()
    {
        using HostCode code = new("""
            f: .cfi_startproc
            push %rbp
            .cfi_def_cfa_offset 16
            .fill 200, 1, 0x90
            .cfi_def_cfa_offset 24
            .fill 40000, 1, 0x90
            .cfi_def_cfa_offset 32
            .fill 80000, 1, 0x90
            .cfi_def_cfa_offset 40
            nop
            .cfi_endproc
            """);
        ulong[] ends = [1, 201, 40201, 120201];
        for (int row = 0; row < ends.Length; row++)
        {
            foreach (ulong at in new[] { ends[row] - 1, ends[row] })
            {
                int expected = at == ends[row] ? row + 1 : row; // words below the return address
                RegisterDisplay registers = In(code.Start + at, Entry - expected);
                Assert.True(Unwind(code.Start + at, ref registers));
                AssertCaller(registers, Entry + 1);
            }
        }
    }

    [Fact]
    public void A_row_that_was_remembered_comes_back_and_so_does_a_register()
    {
        using HostCode code = new("""
            f: .cfi_startproc
            push %rbp
            .cfi_def_cfa_offset 16
            .cfi_offset %rbp, -16
            .cfi_remember_state
            l0: pop %rbp
            .cfi_def_cfa_offset 8
            .cfi_restore %rbp
            l1: ret
            .cfi_restore_state
            l2: nop
            .cfi_endproc
            """);
        _stack[Entry - 1] = CallersRbp;
        foreach ((string label, int pushed) in new[] { ("l0", 1), ("l1", 0), ("l2", 1) })
        {
            _registers[0] = pushed == 0 ? CallersRbp : 0xBAD;
            RegisterDisplay registers = In(code[label], Entry - pushed);
            Assert.True(Unwind(code[label], ref registers));
            AssertCaller(registers, Entry + 1);
        }
    }

    // Operations that the assembler writes itself only where it must: their bytes.
    [Theory]
    [InlineData("0x0c, 7, 32", 3)] // def_cfa rsp, 32
    [InlineData("0x12, 7, 0x7c", 3)] // def_cfa_sf rsp, -4 * -8
    [InlineData("0x13, 0x7c", 3)] // def_cfa_offset_sf -4 * -8
    [InlineData("0x0e, 0xa0, 0x80, 0x00", 3)] // def_cfa_offset 32, with more bytes than it needs
    [InlineData("0x2e, 16, 0x0e, 32", 3)] // GNU_args_size counts for nothing
    [InlineData("0x00, 0x0e, 32, 0x00", 3)] // nop
    [InlineData("0x08, 16, 0x16, 0, 0", -1)] // val_expression: nobody emits it
    [InlineData("0x0f, 1, 0x50", -1)] // def_cfa_expression
    [InlineData("0x0b", -1)] // a row that nobody has remembered
    [InlineData("0x0a, 0x0a, 0x0a, 0x0a, 0x0a", -1)] // one more than there is room for
    [InlineData("0x0a, 0x0a, 0x0a, 0x0a, 0x0e, 99, 0x0b, 0x0e, 32", 3)]
    [InlineData("0x07, 16", -1)] // the return address is nowhere: the stack ends here
    [InlineData("0x0c, 11, 8", -1)] // R11 is not known
    [InlineData("0x0e, 0", -1)] // a frame that is none: its CFA is not above the stack pointer
    [InlineData("0x12, 7, 1", -1)]
    [InlineData("0x05, 33, 2, 0x0e, 32", 3)] // a register that is no general one
    public void Other_operations_do_what_the_standard_says_or_end_the_walk(string operation, int words)
    {
        using HostCode code = new($"f: .cfi_startproc\n nop\n .cfi_escape {operation}\n l: nop\n .cfi_endproc\n");
        RegisterDisplay registers = In(code["l"], Entry - Math.Max(0, words));
        RegisterDisplay before = registers;
        Assert.Equal(words >= 0, Unwind(code["l"], ref registers));
        if (words >= 0)
        {
            AssertCaller(registers, Entry + 1);
        }
        else
        {
            Assert.Equal(before.StackPointer, registers.StackPointer);
        }
    }

    private const string Push = "f: .cfi_startproc\n push %rbx\n .cfi_def_cfa_offset 16";

    [Theory]
    [InlineData("0x83, 2")] // offset rbx, 2 * -8
    [InlineData("0x05, 3, 2")] // offset_extended
    [InlineData("0x11, 3, 2")] // offset_extended_sf
    public void A_register_is_found_where_it_was_saved(string operation)
    {
        using HostCode code = new($"{Push}\n .cfi_escape {operation}\n l: nop\n .cfi_endproc\n");
        (_stack[Entry - 1], _registers[1]) = (CallersRbx, 0xBAD);
        RegisterDisplay registers = In(code["l"], Entry - 1);
        Assert.True(Unwind(code["l"], ref registers));
        Assert.Equal((CallersRbx, At(Entry - 1)), (registers.Rbx.Value, registers.Rbx.Address));
    }

    [Theory]
    [InlineData("0x06, 3")] // restore_extended
    [InlineData("0x08, 3")] // same_value
    [InlineData("0xc3")] // restore
    [InlineData("0x07, 3")] // undefined: nobody asks for it
    public void A_register_that_is_not_saved_any_more_stays_what_it_is(string operation)
    {
        using HostCode code = new(
            $"{Push}\n .cfi_offset %rbx, -16\n .cfi_escape {operation}\n l: nop\n .cfi_endproc\n");
        RegisterDisplay registers = In(code["l"], Entry - 1);
        ulong slot = registers.Rbx.Address;
        Assert.True(Unwind(code["l"], ref registers));
        Assert.Equal(slot, registers.Rbx.Address);
    }

    private const string WithEpilog = """
        f: .cfi_startproc
        push %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov %rsp, %rbp
        .cfi_def_cfa_register %rbp
        push %rbx
        .cfi_offset %rbx, -24
        l0: nop
        l1: pop %rbx
        l2: pop %rbp
        l3: ret
        .cfi_endproc
        """;

    [Theory]
    [InlineData("l0", 2, false)]
    [InlineData("l1", 2, false)]
    [InlineData("l2", 1, false)]
    [InlineData("l3", 0, true)]
    public void A_fault_in_an_epilog_finds_the_caller_though_its_cfi_does_not_say_so(
        string label, int pushed, bool rbpIsPopped)
    {
        using HostCode code = new(WithEpilog);
        foreach (bool damaged in new[] { false, true })
        {
            if (damaged)
            {
                Upcalls.DamagedPages.Add((nuint)code.Start / 4096);
            }

            (_stack[Entry - 1], _stack[Entry - 2]) = (CallersRbp, CallersRbx);
            _registers[0] = rbpIsPopped ? CallersRbp : At(Entry - 1);
            _registers[1] = pushed < 2 ? CallersRbx : 0xBAD;
            RegisterDisplay registers = In(code[label], Entry - pushed);
            nuint ip = (nuint)code[label];
            Assert.True(CallFrame.UnwindFault(FunctionTable.Find(ip), ip, ref registers));
            AssertCaller(registers, Entry + 1);
            Assert.Equal(CallersRbx, registers.Rbx.Value);
        }
    }

    [Fact]
    public void An_epilog_is_read_no_further_than_its_page_where_the_next_cannot_be_loaded()
    {
        // The page ends between the two pops; what is behind it reads as another function's, which must not be
        // believed.
        using HostCode code = new(".fill 4089, 1, 0x90\n" + WithEpilog);
        Assert.Equal(0ul, code["l2"] % 4096);
        (_stack[Entry - 1], _stack[Entry - 2]) = (CallersRbp, CallersRbx);
        Upcalls.DamagedPages.Add((nuint)code["l2"] / 4096);
        (_registers[0], _registers[1]) = (At(Entry - 1), 0xBAD);
        RegisterDisplay registers = In(code["l1"], Entry - 2);
        Assert.True(CallFrame.UnwindFault(FunctionTable.Find((nuint)code["l1"]), (nuint)code["l1"], ref registers));
        AssertCaller(registers, Entry + 1);
    }

    [Fact]
    public void C_code_without_unwind_information_is_left_as_a_leaf_and_other_code_is_not()
    {
        foreach (bool isNative in new[] { true, false })
        {
            using HostCode code = new("f: nop\n ret\n", isNative: isNative);
            RegisterDisplay registers = In(code["f"], Entry);
            nuint ip = (nuint)code["f"];
            Assert.False(FunctionTable.Find(ip).Exists);
            Assert.Equal(isNative, NativeFrame.Unwind(default, ip, ip, ref registers));
            if (isNative)
            {
                AssertCaller(registers, Entry + 1);
            }
        }
    }

    [Fact]
    public void Behind_a_throw_helper_are_the_registers_that_it_has_laid_out()
    {
        const int context = Entry - 100;
        Assert.Equal(400, ExceptionInfo.Bytes);
        _stack[context] = Back; // rip
        _stack[context + 1] = At(Entry + 1); // rsp
        (_stack[context + 2], _stack[context + 4]) = (CallersRbp, CallersRbx);
        (_stack[context + 6], _stack[context + 9]) = (CallersR12, CallersR15);
        Span<nuint> words = new(System.Runtime.CompilerServices.Unsafe.AsPointer(ref UnwindMarks.All), 7);
        for (int mark = 0; mark < 7; mark++)
        {
            words.Clear();
            words[mark] = 0x1234;
            RegisterDisplay registers = default;
            registers.StackPointer = At(context) - ExceptionInfo.Bytes;
            bool isHelper = mark < 3;
            Assert.Equal(isHelper, NativeFrame.Unwind(default, 0x1234, 0x1233, ref registers));
            Assert.Equal(mark == 2, NativeFrame.LeadsToFault(0x1234));
            if (!isHelper)
            {
                continue;
            }

            AssertCaller(registers, Entry + 1);
            Assert.Equal((CallersRbx, CallersR12), (registers.Rbx.Value, registers.R12.Value));
            Assert.Equal(CallersR15, registers.R15.Value);
        }

        words.Clear();
    }

    private static bool Unwind(ulong at, ref RegisterDisplay registers) =>
        CallFrame.Unwind(FunctionTable.Find((nuint)at), (nuint)at, ref registers);

    /// <summary>
    /// Registers in a function that was stopped at an address, with its stack pointer at a word of the stack.
    /// </summary>
    private RegisterDisplay In(ulong ip, int word)
    {
        RegisterDisplay registers = default;
        registers.StackPointer = At(word);
        registers.InstructionPointer = ip;
        registers.Rbp = StackSlot.Of(in _registers[0]);
        registers.Rbx = StackSlot.Of(in _registers[1]);
        registers.R12 = StackSlot.Of(in _registers[2]);
        registers.R15 = StackSlot.Of(in _registers[3]);
        return registers;
    }

    private ulong At(int word) => StackSlot.Of(in _stack[0]).Address + ((ulong)word * 8);

    private void AssertCaller(RegisterDisplay registers, int word)
    {
        Assert.Equal((Back, At(word)), (registers.InstructionPointer, registers.StackPointer));
        Assert.Equal(CallersRbp, registers.Rbp.Value);
    }
}
