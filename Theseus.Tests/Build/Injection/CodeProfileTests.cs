using Theseus.Build.Injection;
using Xunit;

namespace Theseus.Tests.Build.Injection;

public sealed class CodeProfileTests
{
    [Fact]
    public void Blocks_are_read_from_qemus_log_each_once_with_the_length_of_each_instruction()
    {
        IReadOnlyList<CodeBlock> blocks = CodeProfile.Read(new StringReader("""
            ----------------
            IN: 
            0xffffffff8101b0f8:  48 83 c4 10              addq     $0x10, %rsp
            0xffffffff8101b0fc:  5b                       popq     %rbx
            0xffffffff8101b100:  c3                       retq     

            ----------------
            IN: 
            0xffffffff8101a3c4:  48 be ff ff ff ff ff ff  movabsq  $0xffffffffffffffff, %rsi
            0xffffffff8101a3cc:  ff ff
            0xffffffff8101a3ce:  c3                       retq     

            ----------------
            IN: 
            0xffffffff8101b0f8:  48 83 c4 10              addq     $0x10, %rsp
            """));
        Assert.Equal([0xffffffff8101a3c4, 0xffffffff8101b0f8], blocks.Select(block => block.Address));
        Assert.Equal([10, 1], blocks[0].Lengths);
        Assert.Equal([4], blocks[1].Lengths);
    }

    [Fact]
    public void A_log_without_code_has_no_blocks() =>
        Assert.Empty(CodeProfile.Read(new StringReader("IN:\nnothing\n")));
}
