using Theseus.Runtime;

namespace Theseus.Memory.Physical;

// How the allocator begins: from the loader's memory map to a table in which every frame has an owner.
internal static partial class FrameAllocator
{
    private const ulong EntryBytes = 8;
    private const uint FreeRam = 1;
    private const uint AcpiReclaimable = 3;
    private const uint AcpiNonVolatile = 4;
    private const ulong IdentityMapEnd = 1UL << 30; // what the loader's page tables map

    /// <summary>
    /// The first MiB stays the firmware's: other CPUs start there, and the BIOS keeps its tables in it.
    /// </summary>
    private static Frame LowMemoryEnd => new(0x100);

    /// <summary>
    /// Takes over all RAM of the loader's map. Runs while the first GiB is mapped at its physical addresses; the table
    /// is put into the first hole that is large enough.
    /// </summary>
    /// <param name="imageStart">First frame of the kernel's image.</param>
    /// <param name="imageEnd">One past its last.</param>
    public static void Initialize(Frame imageStart, Frame imageEnd)
    {
        OwnerTable.Initialize();
        HandleProof.Initialize();
        FrameCount = RamEndFrame().Number;
        ulong bytes = FrameCount * EntryBytes;
        ulong mapBytes = RangeMap.BytesNeeded(FrameCount);
        ulong books = (bytes + mapBytes + Frame.Bytes - 1) / Frame.Bytes;
        s_books = PlaceBooks(books, imageStart, imageEnd);
        for (ulong i = 0; i < books; i++)
        {
            PhysicalMemory.Zero(s_books + i);
        }

        s_table = PhysicalMemory.AddressOf(s_books.Start);
        s_free = RangeMap.Create(s_table + bytes, FrameCount);
        s_hint = 0;
        OwnerTable.AddFrames((ushort)MemoryKind.NotRam, (long)FrameCount);

        EnterRam(FreeRam, MemoryKind.Free, wholeOnly: true);
        EnterRam(AcpiReclaimable, MemoryKind.Firmware, wholeOnly: false);
        EnterRam(AcpiNonVolatile, MemoryKind.Firmware, wholeOnly: false);
        EnterHoles();
        Reserve(default, LowMemoryEnd, MemoryKind.Firmware);
        Reserve(imageStart, imageEnd, MemoryKind.Image);
        for (int i = 0; i < BootInformation.ModuleCount; i++)
        {
            Reserve(BootInformation.ModuleAt(i).Start.Frame, BootInformation.ModuleAt(i).End.FrameUp,
                MemoryKind.BootModule);
        }

        Reserve(s_books, s_books + books, MemoryKind.Books);
        OpenFreeFrames();
    }

    /// <summary>Says that RAM is reached through another map from now on.</summary>
    internal static void Rebase()
    {
        s_table = PhysicalMemory.AddressOf(s_books.Start);
        s_free.Move(s_table + (FrameCount * EntryBytes));
    }

    /// <summary>True if any RAM of the loader's map lies in a physical range.</summary>
    internal static bool HasRam(Frame first, ulong count)
    {
        for (ulong i = 0; i < count; i++)
        {
            if (IsRam(first + i))
            {
                return true;
            }
        }

        return false;
    }

    private static Frame RamEndFrame()
    {
        ulong end = 0;
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type is FreeRam or AcpiReclaimable or AcpiNonVolatile && range.Length != 0 && range.End > end)
            {
                end = range.End;
            }
        }

        return new Frame(end >> Frame.ByteShift);
    }

    /// <summary>The lowest place in free RAM that no part of what the loader brought is in.</summary>
    private static Frame PlaceBooks(ulong count, Frame imageStart, Frame imageEnd)
    {
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type != FreeRam)
            {
                continue;
            }

            Frame first = new((range.Start + Frame.Bytes - 1) >> Frame.ByteShift);
            Frame end = new(Math.Min(range.End, IdentityMapEnd) >> Frame.ByteShift);
            first = first < LowMemoryEnd ? LowMemoryEnd : first;
            while (first + count < end || first + count == end)
            {
                Frame next = PassObstacle(first, count, imageStart, imageEnd);
                if (next == first)
                {
                    return first;
                }

                first = next;
            }
        }

        Panic.Stop("too little memory: there is no room for the frame table"u8);
        return default;
    }

    /// <summary>The end of something that lies in the range, or the range's own start if nothing does.</summary>
    private static Frame PassObstacle(Frame first, ulong count, Frame imageStart, Frame imageEnd)
    {
        if (first < imageEnd && imageStart < first + count)
        {
            return imageEnd;
        }

        for (int i = 0; i < BootInformation.ModuleCount; i++)
        {
            BootModule module = BootInformation.ModuleAt(i);
            if (first < module.End.FrameUp && module.Start.Frame < first + count)
            {
                return module.End.FrameUp;
            }
        }

        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            Frame end = new((range.End + Frame.Bytes - 1) >> Frame.ByteShift);
            if (range.Type != FreeRam && range.Length != 0 && first < end
                && new Frame(range.Start >> Frame.ByteShift) < first + count)
            {
                return end;
            }
        }

        return first;
    }

    /// <summary>
    /// Gives the frames of a type of range to an owner; a frame that is only partly free RAM is none.
    /// </summary>
    private static void EnterRam(uint type, MemoryKind kind, bool wholeOnly)
    {
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type != type || range.Length == 0)
            {
                continue;
            }

            ulong rounding = Frame.Bytes - 1;
            ulong first = (range.Start + (wholeOnly ? rounding : 0)) >> Frame.ByteShift;
            ulong end = (range.End + (wholeOnly ? 0 : rounding)) >> Frame.ByteShift;
            SetOwner(new Frame(first), new Frame(end), kind);
        }
    }

    /// <summary>Maps exist whose ranges overlap: what is not RAM wins.</summary>
    private static void EnterHoles()
    {
        for (int i = 0; i < BootInformation.RangeCount; i++)
        {
            MemoryRange range = BootInformation.Range(i);
            if (range.Type is not (FreeRam or AcpiReclaimable or AcpiNonVolatile) && range.Length != 0)
            {
                SetOwner(
                    new Frame(range.Start >> Frame.ByteShift),
                        new Frame((range.End + Frame.Bytes - 1) >> Frame.ByteShift), MemoryKind.NotRam);
            }
        }
    }

    private static void SetOwner(Frame first, Frame end, MemoryKind kind)
    {
        for (Frame frame = first; frame < end && frame.Number < FrameCount; frame += 1)
        {
            ref FrameEntry entry = ref Entry(frame);
            OwnerTable.AddFrames(entry.Owner, -1);
            OwnerTable.AddFrames((ushort)kind, 1);
            entry.Owner = (ushort)kind;
        }
    }

    /// <summary>As <see cref="SetOwner"/>, but of frames that are free RAM only.</summary>
    private static void Reserve(Frame first, Frame end, MemoryKind kind)
    {
        for (Frame frame = first; frame < end && frame.Number < FrameCount; frame += 1)
        {
            if (Entry(frame).Owner == (ushort)MemoryKind.Free)
            {
                SetOwner(frame, frame + 1, kind);
            }
        }
    }

    private static void OpenFreeFrames()
    {
        for (ulong at = 0; at < FrameCount;)
        {
            ulong end = at;
            while (end < FrameCount && Entry(new Frame(end)).Owner == (ushort)MemoryKind.Free)
            {
                Entry(new Frame(end)).State = FrameState.Free;
                end++;
            }

            if (end > at)
            {
                s_free.Give(at, end - at);
            }

            at = end + 1;
        }
    }
}
