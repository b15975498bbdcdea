using System.Runtime;
using Theseus.Memory;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Process;

/// <summary>Environment variables, the same for all programs: the BCL keeps its own changes to them.</summary>
internal static class NativeEnvironment
{
    // TERMINFO saves the BCL a search; an empty TZ says UTC.
    private static ReadOnlySpan<byte> Variables =>
        "HOME=/\0HOSTNAME=theseus\0LANG=en_US.UTF-8\0PATH=/\0TERM=xterm-256color\0TERMINFO=/usr/share/terminfo\0TZ=\0USER=root\0"u8;

    /// <summary>The value of a variable, or null; not to be freed.</summary>
    // SAFETY: a name that ends in a zero; what is given out lies in static data of the image, which never moves.
    [RuntimeExport("SystemNative_GetEnv")]
    internal static unsafe byte* Get(byte* name)
    {
        int at = ValueOf(NativeText.Of(name));
        fixed (byte* start = Variables)
        {
            return at < 0 ? null : start + at;
        }
    }

    /// <summary>
    /// An array of all "NAME=value", ended by null, to be given to <see cref="Free"/>; null where memory is out.
    /// </summary>
    // SAFETY: the array has a place for each variable and the null; what it points to is static data of the image.
    [RuntimeExport("SystemNative_GetEnviron")]
    internal static unsafe byte** All()
    {
        int count = Variables.Count((byte)0);
        byte** array = (byte**)NativeHeap.Allocate((nuint)((count + 1) * sizeof(byte*)));
        if (array == null)
        {
            return null;
        }

        fixed (byte* start = Variables)
        {
            for ((int i, int at) = (0, 0); i < count; i++, at += LengthAt(at) + 1)
            {
                array[i] = start + at;
            }
        }

        array[count] = null;
        return array;
    }

    // SAFETY: an array of All's, or null.
    [RuntimeExport("SystemNative_FreeEnviron")]
    internal static unsafe void Free(byte** environment)
    {
        if (environment != null)
        {
            NativeHeap.Free(environment);
        }
    }

    /// <summary>
    /// Where the value of a variable begins in <see cref="Variables"/>; -1 where there is none of that name.
    /// </summary>
    private static int ValueOf(ReadOnlySpan<byte> name)
    {
        for (int at = 0; at < Variables.Length && !name.IsEmpty; at += LengthAt(at) + 1)
        {
            ReadOnlySpan<byte> variable = Variables.Slice(at, LengthAt(at));
            if (NativeText.StartsWith(variable, name) && variable.Length > name.Length && variable[name.Length] == '=')
            {
                return at + name.Length + 1;
            }
        }

        return -1;
    }

    private static int LengthAt(int start) => Variables[start..].IndexOf((byte)0);
}
