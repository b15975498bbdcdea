using System.Runtime;

namespace Theseus.Runtime.Contract;

/// <summary>
/// Thunks let native code call delegates. There is no native code that could, so none can be had: CoreLib's
/// ThunksHeap gets no mapping and throws OutOfMemoryException from Marshal.GetFunctionPointerForDelegate.
/// </summary>
internal static class Thunks
{
    private const int NotImplemented = unchecked((int)0x80004001);
    private const int BlockBytes = 4096;
    private const int ThunkBytes = 32;

    [RuntimeExport("RhAllocateThunksMapping")]
    private static int AllocateMapping(out nint mapping)
    {
        mapping = 0;
        return NotImplemented;
    }

    [RuntimeExport("RhpGetNumThunkBlocksPerMapping")]
    private static int BlocksPerMapping() => 8;

    [RuntimeExport("RhpGetNumThunksPerBlock")]
    private static int ThunksPerBlock() => BlockBytes / ThunkBytes;

    [RuntimeExport("RhpGetThunkSize")]
    private static int ThunkSize() => ThunkBytes;

    [RuntimeExport("RhpGetThunkBlockSize")]
    private static int BlockSize() => BlockBytes;

    [RuntimeExport("RhpGetThunkDataBlockAddress")]
    private static nint DataBlock(nint stub) => (stub & ~(nint)(BlockBytes - 1)) + BlockBytes;

    [RuntimeExport("RhpGetThunkStubsBlockAddress")]
    private static nint StubsBlock(nint data) => (data & ~(nint)(BlockBytes - 1)) - BlockBytes;

    [RuntimeExport("RhGetCommonStubAddress")]
    private static nint CommonStub() => 0;

    [RuntimeExport("RhGetCurrentThunkContext")]
    private static nint CurrentContext() => 0;
}
