using System.Buffers.Binary;
using Theseus.Build.Machine.Debugging;

namespace Theseus.Build.Injection;

/// <summary>Puts a fault into a machine that is stopped at its moment.</summary>
/// <param name="map">Where everything is.</param>
public sealed class Injector(WorldMap map)
{
    private const string Faults = "Workload_Theseus_Cells_Workload_Injected__";
    private const string FailAllocation = "Theseus_Memory_Theseus_Memory_Testing_AllocationFailures__Arm";
    private const string Workload = "Workload";

    private const int StackBytes = 512;
    private const int CallersBytes = 3072;
    private const ulong StepBytes = 512;
    private const int ReferredBytes = 64;
    private const int PageTries = 64;
    private const ulong PageBytes = 4096;
    private const ulong OnStack = 1 << 20;
    private const ulong KernelHalf = 0xFFFF_8000_0000_0000;

    /// <summary>Nothing is mapped there. What leads into somebody else is a word of the heap that changes.</summary>
    private static readonly ulong[] s_wild =
        [8, 0xDEAD_BEEF_0000, 0x4141_4141_4141_4141, 0x8000_0000_0000, 0xFFFF_FFFF_FFFF_F000];

    /// <summary>
    /// True if the workload has called the code at which the machine is stopped: a return into its text is among what
    /// is on the stack.
    /// </summary>
    public bool IsOfWorkload(DebuggerStub stub)
    {
        Registers registers = stub.ReadRegisters();
        MappedCell workload = map.Cells.First(cell => cell.Name == Workload);
        return IsText(registers.Rip) || Words(stub, registers.Rsp, CallersBytes).Any(IsText);

        bool IsText(ulong at) => at - workload.Start < workload.TextBytes;
    }

    /// <summary>Injects it.</summary>
    /// <returns>What has been done, for people; null if nothing could be: nothing is mapped there.</returns>
    public string? Inject(PlannedFault fault, DebuggerStub stub)
    {
        SeededNumbers random = new(fault.Choice);
        Registers registers = stub.ReadRegisters();
        try
        {
            return fault.Kind switch
            {
                FaultKind.Null => Call(stub, registers, "Read", 0),
                FaultKind.WildRead => Call(stub, registers, "Read", random.Of(s_wild)),
                FaultKind.WildWrite => Call(stub, registers, "Write", random.Of(s_wild)),
                FaultKind.Division => Call(stub, registers, "Divide", 0),
                FaultKind.Throw => Call(stub, registers, "Throw", 0),
                FaultKind.Assertion => Call(stub, registers, "Assert", 0),
                FaultKind.Loop => Call(stub, registers, "Loop", 0),
                FaultKind.Deadlock => Call(stub, registers, "Deadlock", 0),
                FaultKind.Leak => Call(stub, registers, "Leak", 0),
                FaultKind.HugeArray => Call(stub, registers, "Allocate", 0),
                FaultKind.FailedAllocation => Fail(stub, registers, fault.Choice),
                FaultKind.TextBit => Change(stub, Within(fault.Target!, random), 1, random, isBit: true),
                FaultKind.TextWord => Change(stub, Within(fault.Target!, random), 4, random, isBit: false),
                FaultKind.ConstantBit => Constant(stub, fault.Moment!, random),
                FaultKind.DataBit => Data(stub, fault.Moment!, random, isBit: true),
                FaultKind.DataWord => Data(stub, fault.Moment!, random, isBit: false),
                FaultKind.HeapBit => Referred(stub, registers, random, isBit: true),
                FaultKind.HeapWord => Referred(stub, registers, random, isBit: false),
                FaultKind.StackBit => Change(
                    stub, registers.Rsp + (8 * (ulong)random.Below(StackBytes / 8)), 8, random, isBit: true),
                FaultKind.StackWord => Change(
                    stub, registers.Rsp + (8 * (ulong)random.Below(StackBytes / 8)), 8, random, isBit: false),
                FaultKind.RegisterBit => Register(stub, registers, random, isBit: true),
                FaultKind.RegisterWord => Register(stub, registers, random, isBit: false),
                FaultKind.SkippedInstruction => Skip(stub, registers, fault.Moment!.Lengths[fault.Instruction]),
                FaultKind.RepeatedInstruction => Repeat(stub, registers),
                _ => throw new BuildException("BadFault", $"no fault {fault.Kind}"),
            };
        }
        catch (DebuggerException e) when (e.Error == DebuggerError.Refused)
        {
            return null;
        }
    }

    /// <summary>Somewhere in the instructions of a block.</summary>
    private static ulong Within(CodeBlock block, SeededNumbers random) =>
        block.Address + (ulong)random.Below(block.Lengths.Sum());

    private string Call(DebuggerStub stub, Registers registers, string method, ulong argument)
    {
        (registers.Rdi, registers.Rip) = (argument, map.AddressOf(Faults + method));
        stub.WriteRegisters(registers);
        return argument == 0 ? method : $"{method} of 0x{argument:x}";
    }

    private string Fail(DebuggerStub stub, Registers registers, ulong number)
    {
        (registers.Rdi, registers.Rsi, registers.Rip) = (number, 0, map.AddressOf(FailAllocation));
        stub.WriteRegisters(registers);
        return $"allocation {number} fails";
    }

    private string Change(DebuggerStub stub, ulong at, int bytes, SeededNumbers random, bool isBit)
    {
        byte[] were = stub.Read(at, bytes);
        byte[] become = [.. were];
        if (isBit)
        {
            int bit = random.Below(8 * bytes);
            become[bit / 8] ^= (byte)(1 << (bit % 8));
        }
        else
        {
            byte[] word = new byte[8];
            BinaryPrimitives.WriteUInt64LittleEndian(word, random.Next());
            word.AsSpan(0, bytes).CopyTo(become);
        }

        stub.Write(at, become);
        return $"0x{at:x}{NameOf(at)}: {Convert.ToHexString(were)} -> {Convert.ToHexString(become)}";
    }

    private string? Constant(DebuggerStub stub, CodeBlock moment, SeededNumbers random)
    {
        MappedCell cell = map.CellOf(moment.Address)!;
        return OnPage(stub, cell.ConstantStart, cell.DataStart, random, isBit: true);
    }

    private string? Data(DebuggerStub stub, CodeBlock moment, SeededNumbers random, bool isBit)
    {
        MappedCell cell = map.CellOf(moment.Address)!;
        return OnPage(stub, cell.DataStart, cell.DataEnd, random, isBit);
    }

    /// <summary>A word on one of the pages between two addresses that are in memory.</summary>
    private string? OnPage(DebuggerStub stub, ulong start, ulong end, SeededNumbers random, bool isBit)
    {
        for (int i = 0; i < PageTries && start < end; i++)
        {
            ulong page = start + (PageBytes * (ulong)random.Below((int)((end - start) / PageBytes)));
            ulong at = page + (8 * (ulong)random.Below((int)PageBytes / 8));
            try
            {
                stub.Read(at, 8);
            }
            catch (DebuggerException e) when (e.Error == DebuggerError.Refused)
            {
                continue;
            }

            return Change(stub, at, 8, random, isBit);
        }

        return null;
    }

    /// <summary>A word of what a register, or a word on the stack, refers to outside of cells and stack.</summary>
    private string? Referred(DebuggerStub stub, Registers registers, SeededNumbers random, bool isBit)
    {
        ulong firstCell = map.Cells.Min(cell => cell.Start);
        List<ulong> candidates = [.. Enumerable.Range(0, Registers.General).Select(number => registers[number])
            .Concat(Words(stub, registers.Rsp, StackBytes))
            .Where(word => word >= KernelHalf && word < firstCell && word - registers.Rsp + OnStack > 2 * OnStack)];
        while (candidates.Count > 0)
        {
            int chosen = random.Below(candidates.Count);
            ulong at = (candidates[chosen] & ~7UL) + (8 * (ulong)random.Below(ReferredBytes / 8));
            try
            {
                return Change(stub, at, 8, random, isBit);
            }
            catch (DebuggerException e) when (e.Error == DebuggerError.Refused)
            {
                candidates.RemoveAt(chosen);
            }
        }

        return null;
    }

    private static string Register(DebuggerStub stub, Registers registers, SeededNumbers random, bool isBit)
    {
        int number = random.Below(Registers.General);
        ulong was = registers[number];
        registers[number] = isBit ? was ^ (1UL << random.Below(64)) : random.Next();
        stub.WriteRegisters(registers);
        return $"register {number}: 0x{was:x} -> 0x{registers[number]:x}";
    }

    private static string Skip(DebuggerStub stub, Registers registers, int bytes)
    {
        registers.Rip += (ulong)bytes;
        stub.WriteRegisters(registers);
        return $"{bytes} bytes left out";
    }

    private static string Repeat(DebuggerStub stub, Registers registers)
    {
        ulong at = registers.Rip;
        stub.Step();
        Registers after = stub.ReadRegisters();
        after.Rip = at;
        stub.WriteRegisters(after);
        return "run twice";
    }

    private string NameOf(ulong at) =>
        map.Find(at) is { } function ? $" ({function.Name}+0x{at - function.Address:x})" : "";

    /// <summary>The words from an address on, as far as there is memory.</summary>
    private static List<ulong> Words(DebuggerStub stub, ulong at, int bytes)
    {
        List<ulong> words = [];
        at &= ~7UL;
        try
        {
            for (ulong end = at + (ulong)bytes; at < end;)
            {
                int some = (int)(Math.Min(end, (at & ~(StepBytes - 1)) + StepBytes) - at);
                byte[] read = stub.Read(at, some);
                for (int i = 0; i < some; i += 8)
                {
                    words.Add(BinaryPrimitives.ReadUInt64LittleEndian(read.AsSpan(i)));
                }

                at += (ulong)some;
            }
        }
        catch (DebuggerException e) when (e.Error == DebuggerError.Refused)
        {
            // The stack ends here.
        }

        return words;
    }
}
