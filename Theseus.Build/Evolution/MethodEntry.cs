using Iced.Intel;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// Whether a jump can stand at the begin of a function although somebody is in the middle of it. A loop whose first
/// instruction would be overwritten, or a call that returns there, would go on in the middle of the jump: the prologue
/// <c>push rbp; mov rbp, rsp</c> has four bytes, the jump has five.
/// </summary>
internal static class MethodEntry
{
    /// <summary>True if nothing that has begun before comes back into the jump's bytes.</summary>
    /// <param name="code">The function, as it is before relocation: what is relocated leads behind itself.</param>
    public static bool CanHoldJump(ReadOnlySpan<byte> code)
    {
        Decoder decoder = Decoder.Create(64, new ByteArrayCodeReader(code.ToArray()), 0);
        bool hasOther = false; // an instruction within the jump's bytes that is not of a prologue
        bool hasTable = false; // a switch leads somewhere that is not seen here
        while (decoder.IP < (ulong)code.Length)
        {
            decoder.Decode(out Instruction instruction);
            hasOther |= IsWithin(instruction.IP) && !IsOfPrologue(in instruction);
            hasTable |= instruction.FlowControl == FlowControl.IndirectBranch;
            bool comesBack = instruction.FlowControl switch
            {
                FlowControl.ConditionalBranch or FlowControl.UnconditionalBranch =>
                    IsWithin(instruction.NearBranchTarget),
                FlowControl.Call or FlowControl.IndirectCall => IsWithin(instruction.NextIP),
                _ => false,
            };
            if (comesBack)
            {
                return false;
            }
        }

        return !(hasOther && hasTable);
    }

    private static bool IsWithin(ulong offset) => offset is > 0 and < EvolutionChange.JumpBytes;

    private static bool IsOfPrologue(in Instruction instruction) => instruction.Mnemonic == Mnemonic.Push
        || (instruction.Mnemonic is Mnemonic.Mov or Mnemonic.Sub or Mnemonic.Lea
            && instruction is { Op0Kind: OpKind.Register, Op0Register: Register.RBP or Register.RSP });
}
