using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// The walk that CoreLib's dispatcher makes: from a throw to the bottom, past native frames, and past the frames of an
/// earlier dispatch whose funclet has thrown.
/// </summary>
// SAFETY: the stack is a pinned array that the test holds; the one thread and the marks are statics of the test's.
[Collection(HostCode.Collection)]
public sealed unsafe class StackFrameIteratorTests : IDisposable
{
    private const uint NoClause = uint.MaxValue;

    // A method with handlers, which keeps its frame in RBP; one without; a catch funclet of the first; assembly; the
    // first of all.
    private const string World = """
        outer: .cfi_startproc
        push %rbp
        .cfi_def_cfa_offset 16
        .cfi_offset %rbp, -16
        mov %rsp, %rbp
        .cfi_def_cfa_register %rbp
        call inner
        outer_back: nop
        .cfi_endproc
        inner: .cfi_startproc
        push %rbx
        .cfi_def_cfa_offset 16
        .cfi_offset %rbx, -16
        call inner
        inner_back: nop
        .cfi_endproc
        funclet: .cfi_startproc
        push %r12
        .cfi_def_cfa_offset 16
        .cfi_offset %r12, -16
        call inner
        funclet_back: nop
        .cfi_endproc
        native: .cfi_startproc
        push %r15
        .cfi_def_cfa_offset 16
        .cfi_offset %r15, -16
        call inner
        native_back: nop
        .cfi_endproc
        start: .cfi_startproc
        .cfi_undefined %rip
        call outer
        start_back: nop
        .cfi_endproc
        """;

    private readonly HostCode _code = new(World, (i, f) => i switch
    {
        0 => new CellFunction(f.Start, f.Length, f.Cfi, 1, 0, CellFunctionKind.Root),
        2 => new CellFunction(f.Start, f.Length, f.Cfi, 0, 0, CellFunctionKind.Handler),
        3 => new CellFunction(f.Start, f.Length, f.Cfi, 0, 3, CellFunctionKind.Native),
        _ => f,
    });

    private readonly ulong[] _stack = GC.AllocateArray<ulong>(1000, pinned: true);

    public void Dispose()
    {
        Marks.Clear();
        ThreadControlBlock.Running = default;
        _code.Dispose();
    }

    private static Span<nuint> Marks => new(Unsafe.AsPointer(ref UnwindMarks.All), 7);

    [Fact]
    public void Managed_frames_are_shown_from_the_throw_on_and_native_ones_are_passed_over()
    {
        // start calls outer, outer calls native, native calls inner, which throws.
        Put(900, _code["start_back"], 0xB0);
        _stack[899] = 0xB0; // what outer has pushed of its caller's RBP
        _stack[890] = _code["outer_back"];
        _stack[889] = 0x15; // native's caller's R15
        _stack[880] = 0; // unused
        _stack[888] = _code["native_back"];
        _stack[887] = 0xB;
        StackFrameIterator walk = default;
        ref LimitedContext context = ref Context(_code["inner_back"], 887, rbp: At(899));
        Assert.True(walk.Start(in context, instructionFault: false));
        AssertAt(ref walk, "inner", 887);
        Assert.True(walk.Step(out uint clause));
        Assert.Equal(NoClause, clause);
        AssertAt(ref walk, "outer", 891);
        Assert.True(walk.Step(out _));
        AssertAt(ref walk, "start", 901);
        Assert.False(walk.Step(out _));
        Assert.False(walk.Function.Exists);
    }

    [Fact]
    public void A_walk_that_begins_at_no_managed_frame_goes_on_to_the_first_or_ends_at_the_boundary()
    {
        _stack[889] = 0x15;
        _stack[890] = _code["outer_back"];
        ref LimitedContext context = ref Context(_code["native_back"], 889, rbp: At(899));
        StackFrameIterator walk = default;
        Assert.True(walk.Start(in context, instructionFault: false));
        AssertAt(ref walk, "outer", 891);

        Marks[6] = (nuint)_code["native_back"]; // a program begins here: what is above is not its own
        Assert.False(walk.Start(in context, instructionFault: false));
    }

    [Fact]
    public void A_fault_is_looked_up_at_its_own_instruction_and_a_call_before_it()
    {
        // The first instruction of inner: what is before it is another function.
        _stack[890] = _code["outer_back"];
        ref LimitedContext context = ref Context(_code["inner"], 890, rbp: At(899));
        StackFrameIterator walk = default;
        Assert.True(walk.Start(in context, instructionFault: true));
        AssertAt(ref walk, "inner", 890);
        Assert.True(walk.Start(in context, instructionFault: false));
        AssertAt(ref walk, "outer", 890);
    }

    [Theory]
    [InlineData(3)]
    [InlineData(4)]
    public void A_throw_in_a_funclet_goes_on_where_the_dispatch_that_called_it_has_come_to(int mark)
    {
        // start called outer; something below outer threw, and the dispatch of that has reached outer and calls its
        // funclet, which throws. On the stack from above: outer's frame, the first exception, the helper, the funclet.
        Marks[mark] = 0x7777;
        _stack[900] = _code["start_back"];
        _stack[899] = 0xB0;
        ref ExceptionInfo first = ref *(ExceptionInfo*)At(800);
        first = default;
        first.CurrentClause = 5;
        first.Kind = 1;
        ref LimitedContext reached = ref Context(_code["outer_back"], 890, rbp: At(899));
        Assert.True(first.Iterator.Start(in reached, instructionFault: false));

        _stack[700] = 0x7777; // where the funclet returns to
        _stack[699] = 0x12; // R12 of its caller
        // of the throw in the funclet: below it, so dead to who is outside
        ref ExceptionInfo second = ref *(ExceptionInfo*)At(600);
        second = default;
        second.Previous = Link(ref first);
        ThreadControlBlock.Running.NewestExceptionInfo = (nuint)At(600);

        ref LimitedContext context = ref Context(_code["funclet_back"], 699, rbp: At(899));
        StackFrameIterator walk = default;
        Assert.True(walk.Start(in context, instructionFault: false));
        AssertAt(ref walk, "funclet", 699);
        Assert.True(walk.Step(out uint clause));
        Assert.Equal(5u, clause);
        Assert.Equal(9, first.Kind); // superseded
        AssertAt(ref walk, "outer", 890);
        Assert.True(walk.Step(out clause));
        Assert.Equal(NoClause, clause);
        AssertAt(ref walk, "start", 901);
    }

    [Fact]
    public void A_funclet_that_no_exception_in_flight_has_called_stops_the_machine()
    {
        Marks[3] = 0x7777;
        (_stack[700], _stack[699]) = (0x7777, 0x12);
        ref LimitedContext context = ref Context(_code["funclet_back"], 699, rbp: At(899));
        StackFrameIterator walk = default;
        Assert.True(walk.Start(in context, instructionFault: false));
        Assert.Throws<PanicException>(() => walk.Step(out _));
    }

    /// <summary>The list's link to an exception.</summary>
    private static ExceptionInFlight Link(ref ExceptionInfo info)
    {
        ThreadControlBlock thread = default;
        thread.NewestExceptionInfo = (nuint)Unsafe.AsPointer(ref info);
        return ExceptionInFlight.NewestOf(in thread);
    }

    private void Put(int word, ulong returnAddress, ulong below) =>
        (_stack[word], _stack[word - 1]) = (returnAddress, below);

    private ulong At(int word) => StackSlot.Of(in _stack[0]).Address + ((ulong)word * 8);

    /// <summary>A context in a part of the stack that no frame is in.</summary>
    private ref LimitedContext Context(ulong ip, int word, ulong rbp)
    {
        ref LimitedContext context = ref *(LimitedContext*)At(100);
        context = default;
        (context.Rip, context.Rsp, context.Rbp) = (ip, At(word), rbp);
        return ref context;
    }

    private void AssertAt(ref StackFrameIterator walk, string function, int word)
    {
        Assert.Equal(_code[function], FunctionTable.Start(walk.Function));
        Assert.Equal((nuint)At(word), walk.StackPointer);
    }
}
