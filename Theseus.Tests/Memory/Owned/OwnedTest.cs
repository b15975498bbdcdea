using Xunit;
using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned;

/// <summary>Keeps the tests of the static memory management from running beside each other.</summary>
[CollectionDefinition("owned", DisableParallelization = true)]
public sealed class OwnedTests;

/// <summary>A machine of 64 MiB for each test; at its end nothing may be lost.</summary>
[Collection("owned")]
public abstract class OwnedTest : IDisposable
{
    private protected static readonly MemoryOwner Cell = MemoryOwner.Of(MemoryKind.Cell);

    private protected OwnedTest() => TestMachine.Pc(64).Start();

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(MemoryAudit.Run());
        ModelTlb.Check();
        PageCounts counts = PageTableWalk.Count();
        Assert.Equal(0ul, counts.WritableAndExecutable);
        Assert.Equal(0ul, counts.WritableAliasesOfCode);
        Assert.Equal(0ul, counts.Unknown);
    }

    /// <summary>The error that an operation is refused with.</summary>
    private protected static MemoryError Refusal(Action operation)
    {
        Exception thrown = Record.Exception(operation);
        return thrown switch
        {
            MemoryException refused => refused.Error,
            OutOfMemoryException without
                when without.Message.StartsWith("OutOfAddresses", StringComparison.Ordinal) =>
                MemoryError.OutOfAddresses,
            OutOfMemoryException => MemoryError.OutOfMemory,
            null => MemoryError.None,
            _ => throw new InvalidOperationException("another exception", thrown),
        };
    }
}
