using System.Buffers.Binary;
using Theseus.Build.Injection;
using Theseus.Build.Machine.Debugging;
using Theseus.Tests.Build.Debugging;
using Xunit;

namespace Theseus.Tests.Build.Injection;

/// <summary>Each fault changes what it is to change, of a machine that a fake stub stands for.</summary>
public sealed class InjectorTests
{
    private const ulong Text = 0xffffffff90001000;
    private const ulong Stack = 0xffffa00000500000;
    private const ulong Heap = 0xffffa00000900000;
    private const int Rip = 16;
    private const int RegisterBytes = 8 * 24;

    private static readonly CodeBlock s_block = new(Text, [3, 4]);

    private static readonly WorldMap s_map = WorldMap.Read(new StringReader(string.Join('\n',
        "Workload ffffffff90001000 4096 4096 4096 0 2", "Theseus.Memory ffffffff90010000 4096 0 0 0 1", "", "Workload",
        "ffffffff90001000 40 Text Workload_Work",
        "ffffffff90001040 10 Text Workload_Theseus_Cells_Workload_Injected__Read",
        "ffffffff90001050 10 Text Workload_Theseus_Cells_Workload_Injected__Throw", "", "Theseus.Memory",
        "ffffffff90010000 40 Text Theseus_Memory_Theseus_Memory_Testing_AllocationFailures__Arm")));

    private readonly byte[] _registers = new byte[RegisterBytes];
    private readonly Dictionary<ulong, byte> _memory = [];
    private readonly List<string> _steps = [];

    private void Register(int number, ulong value) =>
        BinaryPrimitives.WriteUInt64LittleEndian(_registers.AsSpan(8 * number), value);

    private ulong Register(int number) => BinaryPrimitives.ReadUInt64LittleEndian(_registers.AsSpan(8 * number));

    private void Map(ulong start, int bytes)
    {
        for (int i = 0; i < bytes; i++)
        {
            _memory[start + (ulong)i] = 0;
        }
    }

    private string Answer(string heard)
    {
        string[] parts = heard[1..].Split(',', ':');
        switch (heard[0])
        {
            case 'g':
                return FakeStub.Packet(Convert.ToHexString(_registers));
            case 'G':
                Convert.FromHexString(heard[1..]).CopyTo(_registers, 0);
                return FakeStub.Packet("OK");
            case 's':
                _steps.Add(heard);
                Register(Rip, Register(Rip) + 3);
                return FakeStub.Packet("T05thread:01;");
            case 'm':
                ulong at = Convert.ToUInt64(parts[0], 16);
                ulong[] places = [.. Enumerable.Range(0, Convert.ToInt32(parts[1], 16)).Select(i => at + (ulong)i)];
                return FakeStub.Packet(places.All(_memory.ContainsKey)
                    ? string.Concat(places.Select(place => $"{_memory[place]:x2}")) : "E14");
            case 'M':
                byte[] bytes = Convert.FromHexString(parts[2]);
                for (int i = 0; i < bytes.Length; i++)
                {
                    _memory[Convert.ToUInt64(parts[0], 16) + (ulong)i] = bytes[i];
                }

                return FakeStub.Packet("OK");
            default:
                return FakeStub.Packet("");
        }
    }

    /// <summary>What it says; and how many bits of memory it has changed.</summary>
    private (string? What, int Bits) Inject(FaultKind kind, ulong choice = 1)
    {
        using FakeStub fake = new(heard => "+" + Answer(heard));
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, TimeSpan.FromSeconds(10));
        PlannedFault fault = new(1, kind, s_block, 0, 0, s_block, choice);
        string? what = new Injector(s_map).Inject(fault, stub);
        return (what, _memory.Values.Sum(value => int.PopCount(value)));
    }

    public InjectorTests()
    {
        Register(7, Stack);
        Register(Rip, Text);
        Map(Text, 0x3000);
        Map(Stack, 0x1000);
    }

    [Fact]
    public void A_software_fault_runs_in_the_place_of_the_method_that_was_called()
    {
        Assert.Equal("Throw", Inject(FaultKind.Throw).What);
        Assert.Equal(0xffffffff90001050, Register(Rip));
        Assert.Equal(Stack, Register(7));
    }

    [Fact]
    public void A_wild_pointer_is_the_argument_and_a_null_is_none()
    {
        Assert.Equal("Read", Inject(FaultKind.Null).What);
        Assert.Equal(0UL, Register(5));
        Assert.StartsWith("Read of 0x", Inject(FaultKind.WildRead).What);
        Assert.NotEqual(0UL, Register(5));
        Assert.Equal(0xffffffff90001040, Register(Rip));
    }

    [Fact]
    public void The_allocation_of_a_number_is_made_to_fail()
    {
        Inject(FaultKind.FailedAllocation, 42);
        Assert.Equal((42UL, 0UL, 0xffffffff90010000), (Register(5), Register(4), Register(Rip)));
    }

    [Theory]
    [InlineData(FaultKind.TextBit)]
    [InlineData(FaultKind.ConstantBit)]
    [InlineData(FaultKind.DataBit)]
    [InlineData(FaultKind.StackBit)]
    public void A_flipped_bit_is_one_bit(FaultKind kind) => Assert.Equal(1, Inject(kind).Bits);

    [Fact]
    public void A_bit_of_text_is_one_of_the_block_and_constants_and_data_lie_on_their_own_pages()
    {
        Inject(FaultKind.TextBit);
        Assert.InRange(Assert.Single(_memory, pair => pair.Value != 0).Key, Text, Text + 6);
        _memory.Clear();
        Map(Text, 0x3000);
        Inject(FaultKind.ConstantBit);
        Assert.InRange(Assert.Single(_memory, pair => pair.Value != 0).Key, Text + 0x1000, Text + 0x1fff);
        _memory.Clear();
        Map(Text, 0x3000);
        Inject(FaultKind.DataBit);
        Assert.InRange(Assert.Single(_memory, pair => pair.Value != 0).Key, Text + 0x2000, Text + 0x2fff);
    }

    [Fact]
    public void What_registers_refer_to_is_the_heap_and_where_there_is_nothing_nothing_is_done()
    {
        Assert.Null(Inject(FaultKind.HeapBit).What);
        Map(Heap, 0x100);
        Register(3, Heap + 8);
        Assert.Equal(1, Inject(FaultKind.HeapBit).Bits);
        Assert.InRange(Assert.Single(_memory, pair => pair.Value != 0).Key, Heap, Heap + 0xff);
    }

    [Fact]
    public void A_register_differs_by_one_bit_and_memory_does_not()
    {
        ulong[] were = [.. Enumerable.Range(0, 16).Select(Register)];
        Assert.Equal(0, Inject(FaultKind.RegisterBit).Bits);
        ulong changed = Assert.Single(Enumerable.Range(0, 16), number => Register(number) != were[number]) is var at
            ? Register(at) ^ were[at] : 0;
        Assert.Equal(1, ulong.PopCount(changed) > 0 ? (int)ulong.PopCount(changed) : 0);
    }

    [Fact]
    public void An_instruction_is_left_out_or_run_twice()
    {
        Inject(FaultKind.SkippedInstruction);
        Assert.Equal((Text + 3, 0), (Register(Rip), _steps.Count));
        Register(Rip, Text);
        Inject(FaultKind.RepeatedInstruction);
        Assert.Equal((Text, 1), (Register(Rip), _steps.Count));
    }

    [Fact]
    public void A_call_is_the_workloads_where_a_return_into_it_is_on_the_stack()
    {
        using FakeStub fake = new(heard => "+" + Answer(heard));
        using DebuggerStub stub = DebuggerStub.Connect(fake.Path, TimeSpan.FromSeconds(10));
        Injector injector = new(s_map);
        Assert.True(injector.IsOfWorkload(stub));
        Register(Rip, 0xffffffff90010000);
        Assert.False(injector.IsOfWorkload(stub));
        for (int i = 0; i < 8; i++)
        {
            _memory[Stack + 0x40 + (ulong)i] = (byte)((Text + 5) >> (8 * i));
        }

        Assert.True(injector.IsOfWorkload(stub));
    }
}
