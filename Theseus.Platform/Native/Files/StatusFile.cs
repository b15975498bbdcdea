using Theseus.Memory;
using Theseus.Platform.Native;
using Theseus.Platform.Native.Text;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// The file /proc/self/status (proc_pid_status(5)), as far as the class library reads it: <c>Environment.WorkingSet</c>
/// and its kin. What counts is the memory of the world that a program runs in, and not the loader's files.
/// </summary>
// SAFETY: the text is made in a static buffer of the length that is given out.
internal static unsafe class StatusFile
{
    private const int Capacity = 256;

    private struct Buffer
    {
        public fixed byte Bytes[Capacity];
    }

    private static Buffer s_text;

    /// <summary>Lets the file be found.</summary>
    public static void Provide() => BuiltInFiles.Provider = &Find;

    private static bool Find(byte* path, int length, byte** contents, nint* bytes)
    {
        if (!NativeText.AreEqual(new ReadOnlySpan<byte>(path, length), "/proc/self/status"u8))
        {
            return false;
        }

        fixed (Buffer* buffer = &s_text) // a static does not move
        {
            Span<byte> text = new(buffer->Bytes, Capacity);
            ulong kilobytes = InUse() * (Frame.Bytes / 1024);
            if (!System.Text.Unicode.Utf8.TryWrite(
                text, $"Name:\t{ProgramRunner.CurrentName}\nVmPeak:\t{kilobytes} kB\nVmSize:\t{kilobytes} "
                    + $"kB\nVmHWM:\t{kilobytes} kB\nVmRSS:\t{kilobytes} kB\n", out int written))
            {
                return false;
            }

            *contents = buffer->Bytes;
            *bytes = written;
            return true;
        }
    }

    private static ulong InUse()
    {
        ulong frames = 0;
        for (int i = 0; i < OwnerTable.Count; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            frames += owner.Kind is MemoryKind.Image or MemoryKind.Heap or MemoryKind.NativeHeap or MemoryKind.Stack
                or MemoryKind.Cell or MemoryKind.Program
                ? owner.Frames : 0;
        }

        return frames;
    }
}
