using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Process;

/// <summary>
/// Shared libraries: there are none. A P/Invoke that was not linked in ends in a DllNotFoundException with this text.
/// </summary>
internal static class NativeLibraries
{
    private static ReadOnlySpan<byte> Explanation => "this system has no native libraries\0"u8;

    [RuntimeExport("SystemNative_LoadLibrary")]
    internal static nint Load(nint path)
    {
        Errno.Fail(ErrorNumber.ENOENT);
        return 0;
    }

    // SAFETY: the text is static data of the image, which never moves.
    [RuntimeExport("SystemNative_GetLoadLibraryError")]
    internal static unsafe nint LoadError() => (nint)Unsafe.AsPointer(ref MemoryMarshal.GetReference(Explanation));

    [RuntimeExport("SystemNative_GetProcAddress")]
    internal static nint AddressOf(nint library, nint symbol)
    {
        Errno.Fail(ErrorNumber.ENOENT);
        return 0;
    }

    [RuntimeExport("SystemNative_FreeLibrary")]
    internal static void Free(nint library)
    {
        // Nothing was ever loaded: there is no handle that this could be called with.
    }

    [RuntimeExport("SystemNative_GetDefaultSearchOrderPseudoHandle")]
    internal static nint MainProgram()
    {
        Errno.Fail(ErrorNumber.ENOTSUP);
        return 0;
    }
}
