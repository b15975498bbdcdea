using Theseus.Build.Evolution;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>Where a jump can stand at the begin of a function while somebody is in it.</summary>
public sealed class MethodEntryTests
{
    [Theory]
    // push rbp; mov rbp, rsp; call rax; pop rbp; ret: the call returns at 6
    [InlineData("55 48 8B EC FF D0 5D C3", true)]
    // push rbp; mov rbp, rsp; pause; jmp to 4: a loop that begins behind the prologue
    [InlineData("55 48 8B EC F3 90 EB FC", false)]
    // the same with a byte between
    [InlineData("55 48 8B EC 90 F3 90 EB FC C3", true)]
    // dec edi; jnz to 0; ret: the loop is the whole function, and begins with the jump
    [InlineData("FF CF 75 FC C3", true)]
    // push rbx; call rax; jmp to 20: the call returns at 3
    [InlineData("53 FF D0 E9 0D 00 00 00 90", false)]
    // call that is relocated, 5 bytes: it returns behind the jump
    [InlineData("E8 00 00 00 00 C3", true)]
    // push rbp; mov rbp, rsp; sub rsp, 16; jmp rax: a switch behind a prologue
    [InlineData("55 48 8B EC 48 83 EC 10 FF E0", true)]
    // push rbp; mov rbp, rsp; mov eax, edi; jmp rax: a switch may lead back to 4
    [InlineData("55 48 8B EC 89 F8 FF E0", false)]
    [InlineData("C3", true)]
    [InlineData("", true)]
    public void A_jump_can_stand_where_nothing_comes_back_into_it(string code, bool can) =>
        Assert.Equal(can, MethodEntry.CanHoldJump(Convert.FromHexString(code.Replace(" ", ""))));
}
