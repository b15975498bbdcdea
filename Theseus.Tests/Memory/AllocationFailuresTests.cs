using Theseus.Memory;
using Theseus.Memory.Testing;
using Xunit;

namespace Theseus.Tests.Memory;

public sealed class AllocationFailuresTests : HeapTest
{
    [Fact]
    public void Failures_end_with_the_program_that_has_armed_them_and_with_no_other()
    {
        AllocationFailures.Arm(ulong.MaxValue, FailureManner.All);
        AllocationFailures.DisarmWith(MemoryOwner.Of(MemoryKind.Cell));
        Assert.True(AllocationFailures.IsArmed);
        AllocationFailures.DisarmWith(MemoryOwner.Current);
        Assert.False(AllocationFailures.IsArmed);
    }
}
