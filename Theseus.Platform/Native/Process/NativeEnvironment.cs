using System.Runtime;
using Theseus.Memory;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Process;

/// <summary>Environment variables, the same for all programs: the BCL keeps its own changes to them.</summary>
// SAFETY: the variables are static data of the image, which never moves, each ended by a zero.
internal static unsafe class NativeEnvironment
{
    // TERMINFO saves the BCL a search; an empty TZ says UTC.
    private static ReadOnlySpan<byte> Variables =>
        "HOME=/\0HOSTNAME=theseus\0LANG=en_US.UTF-8\0PATH=/\0TERM=xterm-256color\0TERMINFO=/usr/share/terminfo\0TZ=\0USER=root\0"u8;

    /// <summary>The value of a variable, or null; not to be freed.</summary>
    [RuntimeExport("SystemNative_GetEnv")]
    internal static byte* Get(byte* name)
    {
        ReadOnlySpan<byte> wanted = NativeText.Of(name);
        if (wanted.IsEmpty)
        {
            return null;
        }

        fixed (byte* start = Variables)
        {
            byte* end = start + Variables.Length;
            for (byte* variable = start; variable < end;)
            {
                ReadOnlySpan<byte> text = NativeText.Of(variable);
                if (NativeText.StartsWith(text, wanted) && text.Length > wanted.Length && text[wanted.Length] == '=')
                {
                    return variable + wanted.Length + 1;
                }

                variable += text.Length + 1;
            }
        }

        return null;
    }

    /// <summary>
    /// An array of all "NAME=value", ended by null, to be given to <see cref="Free"/>; null where memory is out.
    /// </summary>
    [RuntimeExport("SystemNative_GetEnviron")]
    internal static byte** All()
    {
        fixed (byte* start = Variables)
        {
            int count = 0;
            for (int i = 0; i < Variables.Length; i++)
            {
                if (start[i] == 0)
                {
                    count++;
                }
            }

            byte** array = (byte**)NativeHeap.Allocate((nuint)((count + 1) * sizeof(byte*)));
            if (array == null)
            {
                return null;
            }

            byte* variable = start;
            for (int i = 0; i < count; i++)
            {
                array[i] = variable;
                variable += NativeText.Of(variable).Length + 1;
            }

            array[count] = null;
            return array;
        }
    }

    [RuntimeExport("SystemNative_FreeEnviron")]
    internal static void Free(byte** environment)
    {
        if (environment != null)
        {
            NativeHeap.Free(environment);
        }
    }
}
