using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Platform.Native;
using Theseus.Tasks.Programs;

namespace Theseus.Platform.Native.Files;

/// <summary>
/// The file /proc/self/status (proc_pid_status(5)), as far as the class library reads it: <c>Environment.WorkingSet</c>
/// and its kin. What counts is the memory of the world that a program runs in, and not the loader's files.
/// </summary>
internal sealed class StatusFile : IProvidedFile
{
    private const int Capacity = 256;

    private static Text s_text;
    private static int s_length;

    [InlineArray(Capacity)]
    private struct Text
    {
        private byte _first;
    }

    /// <summary>Lets the file be found.</summary>
    public static void Provide() => BuiltInFiles.Provided = new StatusFile();

    /// <inheritdoc/>
    public ReadOnlySpan<byte> Contents => ((ReadOnlySpan<byte>)s_text)[..s_length];

    /// <inheritdoc/>
    public bool TryMake(ReadOnlySpan<byte> path)
    {
        if (!path.SequenceEqual("/proc/self/status"u8))
        {
            return false;
        }

        ulong kilobytes = InUse() * (Frame.Bytes / 1024);
        return System.Text.Unicode.Utf8.TryWrite(
            s_text,
            $"Name:\t{ProgramRunner.CurrentName}\nVmPeak:\t{kilobytes} kB\nVmSize:\t{kilobytes} "
                + $"kB\nVmHWM:\t{kilobytes} kB\nVmRSS:\t{kilobytes} kB\n",
            out s_length);
    }

    private static ulong InUse()
    {
        ulong frames = 0;
        for (int i = 0; i < OwnerTable.Count; i++)
        {
            MemoryOwner owner = OwnerTable.At(i);
            frames += owner.Kind is MemoryKind.Image or MemoryKind.Heap or MemoryKind.NativeHeap or MemoryKind.Stack
                or MemoryKind.Cell or MemoryKind.Kernel or MemoryKind.Program or MemoryKind.Task
                ? owner.Frames : 0;
        }

        return frames;
    }
}
