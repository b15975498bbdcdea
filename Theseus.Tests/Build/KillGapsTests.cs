using Theseus.Build.KillMap;
using Theseus.Build.Linking;
using Theseus.Build.Objects;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>
/// Where a program's code must not be killed. Labels of the code: <c>try</c> to <c>end</c> is protected by the funclet
/// <c>handler</c>, which goes to the end of the text.
/// </summary>
public sealed class KillGapsTests : IDisposable
{
    private readonly Assembler _gas = new();
    private Dictionary<string, uint> _labels = [];
    private IReadOnlyList<(uint Start, uint End)> _gaps = [];

    public void Dispose() => _gas.Dispose();

    [Fact]
    public void A_method_without_handlers_has_none()
    {
        Find("main: call Take\nret\ntry: end: handler: ret", kind: null);
        Assert.Empty(_gaps);
    }

    [Fact]
    public void What_lies_between_the_last_call_and_the_try_is_closed()
    {
        Find("""
            main: call Other
            free: nop
            call: call Take
            gap: mov %rax, -8(%rbp)
            try: call Work
            end: nop
            ret
            handler: call Give
            ret
            """);
        Assert.False(IsClosed("main"), "before");
        Assert.False(IsClosed("free"), "in front of the acquisition");
        Assert.False(IsClosed("call"), "the acquisition, not made yet");
        Assert.True(IsClosed("gap", -1), "who is called by the acquisition");
        Assert.True(IsClosed("gap"), "the acquired is in a register");
        Assert.False(IsClosed("try"), "protected");
    }

    [Theory]
    [InlineData("RhpNewFast")]
    [InlineData("RhpAssignRefEAX")]
    [InlineData("__GetGCStaticBase_Cell")]
    public void The_compilers_own_calls_are_no_acquisitions(string helper)
    {
        Find($"""
            main: nop
            call: call Take
            gap: call {helper}
            second: mov %rax, -8(%rbp)
            try: call Work
            end: ret
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("gap"));
        Assert.True(IsClosed("second"));
        Assert.False(IsClosed("main"));
    }

    [Fact]
    public void A_loop_in_front_of_a_try_stays_open()
    {
        Find("""
            main: nop
            loop: inc %eax
            cmp $5, %eax
            jl loop
            try: call Work
            end: ret
            handler: call Give
            ret
            """);
        Assert.False(IsClosed("loop"));
    }

    [Fact]
    public void A_copy_of_the_handler_is_closed_up_to_a_call_that_is_not_the_handlers()
    {
        Find("""
            main: nop
            try: call Work
            end: mov -8(%rbp), %rdi
            copy: call Give
            after: nop
            foreign: call Other
            behind: nop
            ret
            handler: mov -8(%rbp), %rdi
            call Give
            ret
            """);
        Assert.True(IsClosed("end"));
        Assert.True(IsClosed("copy"));
        Assert.True(IsClosed("after", -1), "who is called by the copy");
        Assert.False(IsClosed("foreign"));
        Assert.False(IsClosed("behind"));
    }

    [Fact]
    public void The_call_of_a_handler_that_was_not_copied_is_closed()
    {
        Find("""
            main: nop
            try: call Work
            end: call handler
            after: nop
            foreign: call Other
            ret
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("end"));
        Assert.False(IsClosed("foreign"));
    }

    [Fact]
    public void A_loop_behind_a_try_stays_open()
    {
        Find("""
            main: nop
            try: call Work
            end: call Give
            loop: inc %eax
            jmp loop
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("end"));
        Assert.False(IsClosed("loop"));
    }

    [Fact]
    public void A_copy_in_a_loop_with_its_try_is_closed()
    {
        Find("""
            main: nop
            loop: call Take
            gap: nop
            try: call Work
            end: call Give
            cmp $5, %eax
            jl loop
            foreign: call Other
            ret
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("gap"));
        Assert.True(IsClosed("end"));
        Assert.False(IsClosed("foreign"));
    }

    [Fact]
    public void A_jump_back_in_the_text_is_no_loop()
    {
        // The copy's second half lies behind a block that has been moved to the end.
        Find("""
            main: nop
            try: call Work
            end: test %eax, %eax
            jne far
            rest: call Give
            ret
            far: nop
            jmp rest
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("rest"));
        Assert.True(IsClosed("far"));
    }

    [Fact]
    public void Inside_a_try_a_call_is_followed_to_the_variable_that_notes_it()
    {
        Find("""
            main: nop
            try: call Take
            gap: movl $1, -8(%rbp)
            free: call Work
            end: ret
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("gap"));
        Assert.False(IsClosed("gap", -1), "what the call does may take long");
        Assert.False(IsClosed("free"));
    }

    [Theory]
    [InlineData("movl $-3, 8(%rdi)")]
    [InlineData("movabs $0x1fffffffd, %rax\nmov %rax, 8(%rdi)")]
    public void An_iterator_enters_its_try_by_a_note_of_its_state(string note)
    {
        Find($"""
            main: nop
            try: call Take
            gap: {note}
            free: call Work
            end: ret
            handler: call Give
            ret
            """);
        Assert.True(IsClosed("gap"));
        Assert.True(IsClosed("gap", -1));
        Assert.False(IsClosed("free"));
    }

    [Fact]
    public void A_handler_that_always_runs_is_closed_as_a_whole_and_one_that_catches_is_not()
    {
        const string source = """
            main: nop
            try: call Work
            end: ret
            handler: nop
            inner: call Give
            ret
            """;
        Find(source);
        Assert.True(IsClosed("handler"));
        Assert.True(IsClosed("inner"));
        Find(source, CellFunctionKind.Handler, isFinally: false);
        Assert.False(IsClosed("handler"));
        Find(source, CellFunctionKind.Filter, isFinally: false);
        Assert.True(IsClosed("handler"));
    }

    [Theory]
    [InlineData("Cell.Thing.Dispose", true)]
    [InlineData("Cell.Thing.System.IDisposable.Dispose", true)]
    [InlineData("Cell.Thing.DisposeAsync", true)]
    [InlineData("Cell.Thing.Finalize", true)]
    [InlineData("Cell.Thing+<Numbers>d__0.<>m__Finally1", true)]
    [InlineData("Cell.Thing.Disposed", false)]
    [InlineData("Cell.Dispose.Run", false)]
    public void Methods_that_give_something_back_are_known_by_their_names(string name, bool isRelease) =>
        Assert.Equal(isRelease, KillGaps.IsRelease(name));

    private bool IsClosed(string label, int distance = 0)
    {
        uint offset = (uint)(_labels[label] + distance);
        return _gaps.Any(g => offset >= g.Start && offset < g.End);
    }

    private void Find(string source, CellFunctionKind? kind = CellFunctionKind.Handler, bool isFinally = true)
    {
        ElfObject made = _gas.Object(".text\n" + source);
        int section = Array.IndexOf(made.SectionName, ".text");
        byte[] code = made.Contents(section).ToArray();
        _labels = Enumerable.Range(1, made.SymbolCount - 1)
            .Where(i => made.SymbolName[i].Length > 0 && made.SymbolSection[i] == section)
            .ToDictionary(i => made.SymbolName[i], i => (uint)made.SymbolValue[i]);
        Dictionary<uint, string> targets = Enumerable.Range(0, made.RelocationCount(section))
            .Select(i => made.RelocationAt(section, i))
            .ToDictionary(r => (uint)r.Offset, r => made.SymbolName[r.Symbol]);
        uint handler = _labels["handler"];
        List<MethodCode.Part> parts = [new(0, handler, CellFunctionKind.Root)];
        List<MethodClause> clauses = [];
        if (kind is { } ofHandler)
        {
            parts.Add(new MethodCode.Part(handler, (uint)code.Length - handler, ofHandler));
            clauses.Add(new MethodClause(_labels["try"], _labels["end"], handler,
                ofHandler == CellFunctionKind.Filter ? handler : null, isFinally));
        }

        _gaps = KillGaps.Of(new MethodCode(code, parts, clauses, targets));
    }
}
