using System.Runtime;
using Theseus.Platform.Native.Text;
using Theseus.Runtime;

namespace Theseus.Platform.Native.Errors;

/// <summary>The number of the last error, and what the BCL makes of it. Each task has its own.</summary>
internal static class Errno
{
    private static ref int Last => ref ThreadControlBlock.Running.ErrorNumber;

    /// <summary>Notes <paramref name="error"/> and returns -1, the result of a call that failed.</summary>
    internal static int Fail(ErrorNumber error)
    {
        Last = (int)error;
        return -1;
    }

    [RuntimeExport("SystemNative_GetErrNo")]
    internal static int GetErrNo() => Last;

    [RuntimeExport("SystemNative_SetErrNo")]
    internal static void SetErrNo(int error) => Last = error;

    [RuntimeExport("SystemNative_ConvertErrorPlatformToPal")]
    internal static int ToBcl(int error) => ErrorTable.ToBcl(error);

    [RuntimeExport("SystemNative_ConvertErrorPalToPlatform")]
    internal static int FromBcl(int number) => ErrorTable.FromBcl(number);

    /// <summary>
    /// Writes the text of <paramref name="error"/> into the buffer, cut to its size, and returns the buffer.
    /// </summary>
    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_StrErrorR")]
    internal static unsafe byte* Describe(int error, byte* buffer, int bufferSize)
    {
        NativeText.Copy(ErrorTable.Message(error), Passed.Array(buffer, bufferSize));
        return bufferSize > 0 ? buffer : null;
    }
}
