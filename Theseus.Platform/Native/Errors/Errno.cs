using System.Runtime;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Errors;

/// <summary>The number of the last error, and what the BCL makes of it. One for the one task there is.</summary>
// SAFETY: the BCL passes a buffer of the length it gives.
internal static unsafe class Errno
{
    private static int s_last;

    /// <summary>Notes <paramref name="error"/> and returns -1, the result of a call that failed.</summary>
    internal static int Fail(ErrorNumber error)
    {
        s_last = (int)error;
        return -1;
    }

    [RuntimeExport("SystemNative_GetErrNo")]
    internal static int GetErrNo() => s_last;

    [RuntimeExport("SystemNative_SetErrNo")]
    internal static void SetErrNo(int error) => s_last = error;

    [RuntimeExport("SystemNative_ConvertErrorPlatformToPal")]
    internal static int ToBcl(int error) => ErrorTable.ToBcl(error);

    [RuntimeExport("SystemNative_ConvertErrorPalToPlatform")]
    internal static int FromBcl(int number) => ErrorTable.FromBcl(number);

    /// <summary>
    /// Writes the text of <paramref name="error"/> into the buffer, cut to its size, and returns the buffer.
    /// </summary>
    [RuntimeExport("SystemNative_StrErrorR")]
    internal static byte* Describe(int error, byte* buffer, int bufferSize)
    {
        if (buffer == null || bufferSize <= 0)
        {
            return null;
        }

        NativeText.Copy(ErrorTable.Message(error), buffer, bufferSize);
        return buffer;
    }
}
