using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text.RegularExpressions;
using Theseus.Build;
using Theseus.Build.Objects;
using Theseus.Memory.Heap;
using Theseus.Runtime;
using Theseus.Runtime.Dispatch;
using Theseus.Runtime.Interrupts;
using Theseus.Runtime.Unwind;
using Theseus.Tests.Build;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// Assembler and C# go by the same layout: the numbers of <c>Asm/macros.inc</c> are the places of fields, and what
/// the code pushes is, word by word, what the structures have. When either moves, these tests fail.
/// </summary>
public sealed class AssemblerLayoutTests : IDisposable
{
    private static readonly string[] s_registers =
        ["Rax", "Rcx", "Rdx", "Rbx", "Rsp", "Rbp", "Rsi", "Rdi", "R8", "R9", "R10", "R11", "R12", "R13", "R14", "R15"];

    private static readonly string s_folder = Path.Combine(Workspace.Find().Root, "Theseus.Runtime", "Asm");
    private readonly Assembler _assembler = new();

    public void Dispose() => _assembler.Dispose();

    public static TheoryData<string, int> Numbers => new()
    {
        { "THREAD_EXINFO", Offset<ThreadControlBlock>(nameof(ThreadControlBlock.NewestExceptionInfo)) },
        { "THREAD_STATICS", Offset<ThreadControlBlock>("ThreadStatics") },
        { "THREAD_GUARD_OPEN", Offset<ThreadControlBlock>(nameof(ThreadControlBlock.GuardOpen)) },
        { "THREAD_WAIT_REFUSED", Offset<ThreadControlBlock>(nameof(ThreadControlBlock.WaitRefused)) },
        { "THREAD_TRANSITION", Offset<ThreadControlBlock>(nameof(ThreadControlBlock.TransitionFrame)) },
        { "ARRAY_LENGTH", ObjectLayout.LengthOffset },
        { "EXINFO_BYTES", Unsafe.SizeOf<ExceptionInfo>() },
        { "EXINFO_PREVIOUS", Offset<ExceptionInfo>(nameof(ExceptionInfo.Previous)) },
        { "EXINFO_CONTEXT", Offset<ExceptionInfo>(nameof(ExceptionInfo.Context)) },
        { "EXINFO_EXCEPTION", Offset<ExceptionInfo>(nameof(ExceptionInfo.Exception)) },
        { "EXINFO_KIND", Offset<ExceptionInfo>(nameof(ExceptionInfo.Kind)) },
        { "EXINFO_PASS", Offset<ExceptionInfo>(nameof(ExceptionInfo.Pass)) },
        { "EXINFO_CLAUSE", Offset<ExceptionInfo>(nameof(ExceptionInfo.CurrentClause)) },
        { "CONTEXT_BYTES", Unsafe.SizeOf<LimitedContext>() },
        { "DISPLAY_RBX", Offset<RegisterDisplay>(nameof(RegisterDisplay.Rbx)) },
        { "DISPLAY_RBP", Offset<RegisterDisplay>(nameof(RegisterDisplay.Rbp)) },
        { "DISPLAY_R12", Offset<RegisterDisplay>(nameof(RegisterDisplay.R12)) },
        { "DISPLAY_R13", Offset<RegisterDisplay>(nameof(RegisterDisplay.R13)) },
        { "DISPLAY_R14", Offset<RegisterDisplay>(nameof(RegisterDisplay.R14)) },
        { "DISPLAY_R15", Offset<RegisterDisplay>(nameof(RegisterDisplay.R15)) },
        { "DISPLAY_SP", Offset<RegisterDisplay>(nameof(RegisterDisplay.StackPointer)) },
        { "CELL_CACHE", Offset<DispatchCells.Cell>(nameof(DispatchCells.Cell.Cache)) },
        { "CACHE_PAIRS", Unsafe.SizeOf<DispatchCache.Head>() },
        { "PAIR_BYTES", Unsafe.SizeOf<DispatchCache.Pair>() },
        { "PAIR_CODE", Offset<DispatchCache.Pair>(nameof(DispatchCache.Pair.Code)) },
        { "SSE_STATE_BYTES", Unsafe.SizeOf<InterruptFrame.SseState>() },
        { "INTERRUPT_VECTORS", InterruptLayout.Vectors },
        { "INTERRUPT_STUB_BYTES", InterruptLayout.StubBytes },
        { "INTERRUPT_STACKS", InterruptLayout.Stacks },
        { "INTERRUPT_STACK_BYTES", (int)InterruptLayout.StackBytes },
        { "INTERRUPT_GUARD_BYTES", (int)InterruptLayout.GuardBytes },
    };

    [Theory]
    [MemberData(nameof(Numbers))]
    public void A_number_of_the_assemblers_is_that_of_the_structure(string name, int expected) =>
        Assert.Equal(expected, Constants()[name]);

    [Fact]
    public void Every_number_is_compared_or_is_none_of_a_structure()
    {
        string[] others = ["CPU_THREAD", "THREAD_ROOM", "TRANSITION_OUTER",
            "MODULE_INDEX", "ARRAY_FIRST"]; // the last two are the class library's and the compiler's
        Assert.Equal(Numbers.Select(row => (string)row[0]).Concat(others).Order(), Constants().Keys.Order());
        Assert.InRange(Unsafe.SizeOf<ThreadControlBlock>(), 1, Constants()["THREAD_ROOM"]);
        Assert.Equal(ThreadControlBlock.Room, (nuint)Constants()["THREAD_ROOM"]);
        Assert.Equal(0, Offset<ThreadControlBlock>(nameof(ThreadControlBlock.Interrupted)) % 16); // FXRSTOR
    }

    [Fact]
    public void No_line_of_the_assemblers_goes_by_a_number_of_its_own()
    {
        // The block that GS leads to, and R11's, a call site's words: words of stacks and of arguments have no
        // structure.
        foreach (string file in Directory.GetFiles(s_folder, "*.S"))
        {
            IEnumerable<string> lines = File.ReadAllLines(file).Select(line => line.Split("//")[0]);
            Assert.DoesNotContain(lines, line => Regex.IsMatch(line, @"gs:\[\d|\[r11 \+ \d"));
        }
    }

    [Fact]
    public void An_interrupt_pushes_what_an_interrupt_frame_has()
    {
        ReadOnlySpan<byte> code = Code("interrupts.S", "interrupt_common");
        List<string> pushed = Pushes(ref code);
        byte[] save = [0x48, 0x81, 0xEC, 0x00, 0x02, 0x00, 0x00, 0x0F, 0xAE, 0x04, 0x24]; // sub rsp, 512; fxsave [rsp]
        Assert.Equal(save, code[..save.Length].ToArray());

        // Before it: the CPU's own words (Intel SDM volume 3, figure 6-9), the error code, the stub's vector.
        string[] names = ["Ss", "Rsp", "Rflags", "Cs", "Rip", "ErrorCode", "Vector", .. pushed];
        AssertLayout<InterruptFrame>([.. names.Reverse()], Unsafe.SizeOf<InterruptFrame.SseState>());
    }

    [Fact]
    public void A_throw_helper_pushes_what_a_context_has()
    {
        ElfObject made = Preprocessed("context.S", """
                    .intel_syntax noprefix
            #include "macros.inc"
                    .cfi_startproc
                    push_context rsi, rdx
                    ret
                    .cfi_endproc

            """);
        ReadOnlySpan<byte> code = made.Contents(Array.IndexOf(made.SectionName, ".text"));
        List<string> pushed = Pushes(ref code);

        // Its caller holds the instruction pointer in RSI and the stack pointer in RAX; RDX, which is zero, stands
        // for RAX and RDX.
        Assert.Equal(["Rsi", "Rax", "Rbp", "Rdx", "Rbx", "Rdx"], pushed.Reverse<string>().Take(6));
        string[] shown = ["Rip", "Rsp", "Rbp", "Rax", "Rbx", "Rdx"];
        AssertLayout<LimitedContext>([.. shown, .. pushed.Reverse<string>().Skip(shown.Length)], 0);
    }

    [Fact]
    public void A_switch_of_stacks_saves_what_a_new_stack_is_laid_out_with()
    {
        ReadOnlySpan<byte> code = Code("cpu.S", "theseus_switch_thread");
        List<string> pushed = Pushes(ref code);
        AssertLayout<SavedRegisters>([.. pushed.Reverse<string>(), "ReturnAddress"], 0);
    }

    [Fact]
    public void The_marks_are_in_the_order_of_the_table()
    {
        string text = File.ReadAllText(Path.Combine(s_folder, "exceptions.S"));
        string table = text[text.IndexOf("theseus_unwind_marks:", StringComparison.Ordinal)..];
        MatchCollection lines = Regex.Matches(table, @"^ +\.quad +(.+)$", RegexOptions.Multiline);
        (string Label, string Field)[] marks =
        [
            ("throw_return", "ThrowReturn"), ("rethrow_return", "RethrowReturn"),
            ("throw_hw_return", "HardwareThrowReturn"), ("catch_return", "CatchReturn"),
            ("finally_return", "FinallyReturn"), ("filter_return", "FilterReturn"),
            ("theseus_bounded_return", "BoundedReturn"),
        ];
        Assert.Equal(marks.Select(mark => mark.Label), lines.SelectMany(line => line.Groups[1].Value.Split(", ")));
        AssertLayout<UnwindMarks>([.. marks.Select(mark => mark.Field)], 0);
    }

    /// <summary>
    /// The structure has a word for each name, in that order, behind the bytes that come first, and nothing else.
    /// </summary>
    private static void AssertLayout<T>(string[] names, int first)
        where T : unmanaged
    {
        Assert.Equal(first + (names.Length * sizeof(ulong)), Unsafe.SizeOf<T>());
        ulong[] words = new ulong[Unsafe.SizeOf<T>() / sizeof(ulong)];
        for (int i = 0; i < words.Length; i++)
        {
            words[i] = (ulong)i;
        }

        object value = MemoryMarshal.Cast<ulong, T>(words)[0];
        Assert.Equal(
            names.Select((name, i) => (name, (ulong)((first / sizeof(ulong)) + i))),
            names.Select(name => (name, Word(typeof(T).GetField(name)!.GetValue(value)!))));
    }

    private static ulong Word(object value) => value is nuint address ? address : (ulong)value;

    private static int Offset<T>(string field)
        where T : unmanaged => (int)Marshal.OffsetOf<T>(field);

    /// <summary>Registers that the code pushes first, the first one first; goes behind them.</summary>
    private static List<string> Pushes(ref ReadOnlySpan<byte> code)
    {
        List<string> pushed = [];
        while (true)
        {
            bool extended = code[0] == 0x41;
            byte operation = code[extended ? 1 : 0];
            if (operation is < 0x50 or > 0x57)
            {
                return pushed;
            }

            pushed.Add(s_registers[operation - 0x50 + (extended ? 8 : 0)]);
            code = code[(extended ? 2 : 1)..];
        }
    }

    private ReadOnlySpan<byte> Code(string file, string symbol)
    {
        ElfObject made = Preprocessed(file, File.ReadAllText(Path.Combine(s_folder, file)));
        int at = Array.IndexOf(made.SymbolName, symbol);
        return made.Contents(made.SymbolSection[at])[(int)made.SymbolValue[at]..];
    }

    /// <summary>The numbers that <c>macros.inc</c> names: the assembler keeps each as an absolute symbol.</summary>
    private Dictionary<string, int> Constants()
    {
        ElfObject made = Preprocessed("constants.S", "#include \"macros.inc\"\n");
        return Enumerable.Range(1, made.SymbolCount - 1)
            .Where(i => made.SymbolSection[i] == ElfObject.Absolute && made.Kind(i) != Elf.KindFile)
            .ToDictionary(i => made.SymbolName[i], i => (int)made.SymbolValue[i]);
    }

    /// <summary>The object of a source, as the build assembles it.</summary>
    private ElfObject Preprocessed(string name, string source)
    {
        File.WriteAllText(_assembler.File(name), source);
        string made = _assembler.File(name + ".o");
        Tool.Run(made + ".log", "gcc", "-c", "-Wa,--fatal-warnings", "-I", s_folder, "-o", made, _assembler.File(name));
        return ElfObject.Read(made);
    }
}
