using Iced.Intel;

namespace Theseus.Build.KillMap;

/// <summary>The instructions of a method's parts, and which can follow which.</summary>
internal sealed class MethodGraph
{
    // Of an iterator: Roslyn's StateMachineState.FirstIteratorFinalizeState, and further down one for each try.
    private const int FirstTryState = -3;
    private const int LastTryState = -1000;

    private readonly SortedDictionary<uint, Step> _steps = [];
    private readonly Dictionary<uint, List<Step>> _before = [];

    /// <summary>Decodes all parts of a method.</summary>
    public MethodGraph(MethodCode method)
    {
        foreach (MethodCode.Part part in method.Parts)
        {
            Add(method, part);
        }

        foreach (Step step in _steps.Values)
        {
            foreach (uint next in step.Next)
            {
                if (_steps.ContainsKey(next))
                {
                    (_before.TryGetValue(next, out List<Step>? before) ? before : _before[next] = []).Add(step);
                }
            }
        }

        foreach (Step step in _steps.Values)
        {
            foreach (uint next in step.Next)
            {
                if (next <= step.Start && LoopOf(next, step) is { } body)
                {
                    Loops.Add((next, body));
                }
            }
        }
    }

    /// <summary>By offset.</summary>
    public IEnumerable<Step> Steps => _steps.Values;

    /// <summary>The loops: the instruction that each begins with, and all of it.</summary>
    public List<(uint Head, IReadOnlySet<uint> Body)> Loops { get; } = [];

    /// <summary>The instruction that begins at an offset, if one does.</summary>
    public Step? At(uint offset) => _steps.GetValueOrDefault(offset);

    /// <summary>Those that can run before it.</summary>
    public IReadOnlyList<Step> Before(uint offset) => _before.TryGetValue(offset, out List<Step>? all) ? all : [];

    /// <summary>
    /// What can run between an instruction and a jump back to it; null if the jump leads back in the text only.
    /// </summary>
    private HashSet<uint>? LoopOf(uint head, Step jump)
    {
        if (jump.Start == head)
        {
            return [head];
        }

        HashSet<uint> body = [head, jump.Start];
        Stack<uint> pending = new([jump.Start]);
        bool isClosed = false;
        while (pending.TryPop(out uint at))
        {
            foreach (Step before in Before(at))
            {
                isClosed |= before.Start == head;
                if (body.Add(before.Start))
                {
                    pending.Push(before.Start);
                }
            }
        }

        return isClosed ? body : null;
    }

    private void Add(MethodCode method, MethodCode.Part part)
    {
        byte[] code = method.Bytes.Slice((int)part.Start, (int)part.Length).ToArray();
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(code), part.Start);
        while (decoder.IP < part.End)
        {
            decoder.Decode(out Instruction instruction);
            uint start = (uint)instruction.IP;
            ConstantOffsets fields = decoder.GetConstantOffsets(in instruction);
            Step step = new(start, (uint)instruction.Length, Next(in instruction, part))
            {
                IsCall = instruction.FlowControl is FlowControl.Call or FlowControl.IndirectCall,
                IsIndirect = instruction.FlowControl == FlowControl.IndirectCall,
                Stores = instruction is { Op0Kind: OpKind.Memory, Mnemonic: Mnemonic.Mov },
                HasState = instruction.Code switch
                {
                    Code.Mov_rm32_imm32 => IsState(instruction.Immediate32),
                    // With its neighbour in one.
                    Code.Mov_r64_imm64 => IsState((uint)instruction.Immediate64)
                        || IsState((uint)(instruction.Immediate64 >> 32)),
                    _ => false,
                },
            };
            if (step.IsCall)
            {
                bool isOwn = !step.IsIndirect && !Leads(fields.ImmediateOffset, out _);
                step.Callee = isOwn ? $"+{instruction.NearBranchTarget}"
                    : Leads(step.IsIndirect ? fields.DisplacementOffset : fields.ImmediateOffset, out string? name)
                    ? name : null;
            }

            _steps[start] = step;

            bool Leads(int field, out string? name) =>
                method.Targets.TryGetValue(start + (uint)field, out name) && field != 0;
        }
    }

    private static bool IsState(uint constant) => (int)constant is <= FirstTryState and > LastTryState;

    private static List<uint> Next(in Instruction instruction, MethodCode.Part part)
    {
        List<uint> next = [];
        bool goesOn = instruction.FlowControl is FlowControl.Next or FlowControl.Call or FlowControl.IndirectCall
            or FlowControl.ConditionalBranch;
        if (goesOn && instruction.NextIP < part.End)
        {
            next.Add((uint)instruction.NextIP);
        }

        if (instruction.FlowControl is FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch
            && instruction.NearBranchTarget >= part.Start && instruction.NearBranchTarget < part.End)
        {
            next.Add((uint)instruction.NearBranchTarget);
        }

        return next;
    }

    /// <summary>One instruction.</summary>
    /// <param name="Start">Its offset.</param>
    /// <param name="Length">Its bytes.</param>
    /// <param name="Next">Where it can lead to within its part, a call to what is behind it.</param>
    internal sealed record Step(uint Start, uint Length, IReadOnlyList<uint> Next)
    {
        /// <summary>One past its last byte.</summary>
        public uint End => Start + Length;

        /// <summary>True if it calls something.</summary>
        public bool IsCall { get; init; }

        /// <summary>True if it holds what an iterator notes when it enters a try.</summary>
        public bool HasState { get; init; }

        /// <summary>True if it writes a variable or a field.</summary>
        public bool Stores { get; init; }

        /// <summary>True if what it calls is read from a register or from memory.</summary>
        public bool IsIndirect { get; init; }

        /// <summary>
        /// The symbol that it calls, a plus and an offset for a part of the method's own; null where no symbol says it.
        /// </summary>
        public string? Callee { get; set; }
    }
}
