using Theseus.Runtime.Unwind;
using Theseus.Tests.Build;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>
/// Functions stopped before each instruction of their epilogs, as the assembler encodes them: the caller's registers
/// are what the rest of the epilog would have made of them, whether it can be read or not.
/// </summary>
// SAFETY: the stack is an array that is pinned while it is walked.
[Collection(HostCode.Collection)]
public sealed unsafe class EpilogTests : IDisposable
{
    private const ulong CallersRbp = 0x7777_0000_1111;
    private readonly HostCode _caller = new("caller: .cfi_startproc\n nop\n back: nop\n .cfi_endproc\n");

    private ulong CallersIp => _caller["back"];

    public void Dispose() => _caller.Dispose();

    // Of each: what the prolog has pushed, last first; bytes of locals; the epilog, an instruction a line.
    public static TheoryData<string[], int, string[]> Epilogs => new()
    {
        { ["rbp"], 0, ["pop %rbp", "ret"] },
        { ["rbx", "rbp"], 24, ["add $24,%rsp", "pop %rbx", "pop %rbp", "ret"] },
        { ["rbx", "r14", "r15", "rbp"], 40,
            ["lea -24(%rbp),%rsp", "pop %rbx", "pop %r14", "pop %r15", "pop %rbp", "ret"] },
        { ["rbx", "r12", "r13", "r14", "r15", "rbp"], 4096,
            ["lea -40(%rbp),%rsp", "pop %rbx", "pop %r12", "pop %r13", "pop %r14", "pop %r15", "pop %rbp",
                "jmp .+100000"] },
        { ["rbx", "rbp"], 8, ["add $8,%rsp", "pop %rbx", "pop %rbp", "rex.W jmp *(%rax)"] },
        { ["rbp"], 200, ["add $200,%rsp", "pop %rbp", "jmp *0x1000(%rip)"] },
        { ["rbp"], 16, ["add $16,%rsp", "pop %rbp", "jmp *%r11"] },
    };

    [Theory]
    [MemberData(nameof(Epilogs))]
    public void The_rest_of_an_epilog_is_done(string[] pushed, int locals, string[] epilog)
    {
        using Assembler assembler = new();
        Theseus.Build.Objects.ElfObject made = assembler.Object(".text\n nop\n"
            + string.Concat(epilog.Select((line, i) => $".globl l{i}\nl{i}: {line}\n")));
        byte[] code = made.Contents(Array.IndexOf(made.SectionName, ".text")).ToArray();
        int[] starts = epilog.Select((_, i) => (int)made.SymbolValue[Array.IndexOf(made.SymbolName, $"l{i}")])
            .ToArray();
        ulong[] stack = new ulong[1024];
        for (int i = 0; i < stack.Length; i++)
        {
            stack[i] = 0xDEAD_0000 + (ulong)i;
        }

        fixed (byte* start = code)
        fixed (ulong* bottom = stack)
        {
            ulong* slots = bottom + 800; // of what was pushed, the return address above
            for (int i = 0; i < pushed.Length; i++)
            {
                slots[i] = pushed[i] == "rbp" ? CallersRbp : 0x5000 + (ulong)i;
            }

            slots[pushed.Length] = CallersIp;
            ulong atStart = (ulong)slots - (ulong)locals;
            for (int stopped = 0; stopped < epilog.Length; stopped++)
            {
                int popped = Math.Max(0, stopped - (locals == 0 ? 0 : 1));
                ulong rsp = stopped == 0 ? atStart : (ulong)(slots + popped);
                bool isDone = popped == pushed.Length;
                ulong rbp = isDone ? CallersRbp : (ulong)(slots + pushed.Length - 1);
                foreach (bool readable in new[] { true, false })
                {
                    RegisterDisplay registers = default;
                    registers.Rbp = new StackSlot((ulong)&rbp);
                    registers.StackPointer = rsp;
                    registers.InstructionPointer = (ulong)(start + starts[stopped]);
                    byte* ip = start + starts[stopped];
                    Span<byte> rest = readable ? code.AsSpan(starts[stopped]) : [];
                    bool found = Epilog.TryUnwind(
                        (nuint)start, (nuint)(start + code.Length), (nuint)ip, rest, savesRbp: true, ref registers);
                    Assert.Equal(readable || isDone, found); // else CFI still holds: RBP is the function's own
                    if (!found)
                    {
                        continue;
                    }

                    Assert.Equal(CallersIp, registers.InstructionPointer);
                    Assert.Equal((ulong)(slots + pushed.Length + 1), registers.StackPointer);
                    Assert.Equal(CallersRbp, registers.Rbp.Value);
                    if (pushed[0] == "rbx" && popped == 0)
                    {
                        Assert.Equal(0x5000ul, registers.Rbx.Value);
                    }
                }
            }
        }
    }

    [Theory]
    [InlineData("mov %rax,(%rdi)")]
    [InlineData("jmp .-1")] // within the function
    [InlineData("jmp *%rax")] // a switch: RSP is not at the return address
    [InlineData("call *%rax")]
    [InlineData("push %rbp")]
    public void What_is_no_epilog_is_left_to_the_cfi(string instruction)
    {
        using Assembler assembler = new();
        Theseus.Build.Objects.ElfObject made = assembler.Object($".text\n nop\n {instruction}\n ret\n");
        byte[] code = made.Contents(Array.IndexOf(made.SectionName, ".text")).ToArray();
        ulong[] stack = new ulong[64];
        fixed (byte* start = code)
        fixed (ulong* bottom = stack)
        {
            ulong rbp = (ulong)(bottom + 50);
            RegisterDisplay registers = default;
            registers.Rbp = new StackSlot((ulong)&rbp);
            registers.StackPointer = (ulong)(bottom + 30);
            RegisterDisplay before = registers;
            (nuint begin, nuint end) = ((nuint)start, (nuint)(start + code.Length));
            Assert.False(Epilog.TryUnwind(begin, end, begin + 1, code.AsSpan(1), savesRbp: true, ref registers));
            Assert.Equal(before.StackPointer, registers.StackPointer);
        }
    }
}
