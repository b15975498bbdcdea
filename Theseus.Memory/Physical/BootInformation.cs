using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime;

namespace Theseus.Memory.Physical;

/// <summary>A range of physical memory as the loader describes it.</summary>
[Resident]
internal struct MemoryRange
{
    /// <summary>First byte.</summary>
    public ulong Start;

    /// <summary>Bytes.</summary>
    public ulong Length;

    /// <summary>1 = free RAM; 3 = ACPI tables, reclaimable; all else is not ours (Multiboot2, section 3.6.8).</summary>
    public uint Type;

    /// <summary>One past the last byte.</summary>
    public readonly ulong End => Start + Length;
}

/// <summary>A file that the loader has put into memory.</summary>
[Resident]
internal struct BootModule
{
    /// <summary>UTF-8 bytes of a name that are kept.</summary>
    public const int MaximumNameBytes = 96;

    /// <summary>First byte; modules are asked for at page boundaries.</summary>
    public PhysicalAddress Start;

    /// <summary>One past the last byte.</summary>
    public PhysicalAddress End;

    internal int NameLength;
    internal Text NameText;

    [InlineArray(MaximumNameBytes)]
    internal struct Text
    {
        private byte _first;
    }
}

/// <summary>What a framebuffer's pixels are (Multiboot2 specification 2.0, section 3.6.12).</summary>
internal enum FramebufferKind : byte
{
    /// <summary>Numbers of colours in a palette.</summary>
    Palette = 0,

    /// <summary>The colours themselves, each channel in a field.</summary>
    Direct = 1,

    /// <summary>Characters: the text mode of a VGA.</summary>
    Text = 2,
}

/// <summary>
/// A framebuffer as the loader describes it, unchecked; <see cref="Address"/> is 0 where it gave none. The fields of
/// the channels mean something only where the kind is <see cref="FramebufferKind.Direct"/>.
/// </summary>
[Resident]
internal struct FramebufferInformation
{
    public ulong Address;
    public uint Pitch;
    public uint Width;
    public uint Height;
    public byte BitsPerPixel;
    public FramebufferKind Kind;
    public byte RedShift;
    public byte RedBits;
    public byte GreenShift;
    public byte GreenBits;
    public byte BlueShift;
    public byte BlueBits;
}

/// <summary>
/// What the loader said (Multiboot2 specification 2.0, section 3.6), copied before its memory is reused.
/// </summary>
[Resident]
internal static class BootInformation
{
    /// <summary>Ranges that are kept; a machine with more loses the rest.</summary>
    public const int MaximumRanges = 256;

    /// <summary>Modules that are kept; a world of more cells needs a larger number here.</summary>
    public const int MaximumModules = 512;

    private const uint EndTag = 0;
    private const uint CommandLineTag = 1;
    private const uint ModuleTag = 3;
    private const uint MemoryMapTag = 6;
    private const uint FramebufferTag = 8;
    private const uint FramebufferTagBytes = 31; // up to what depends on the kind
    private const uint DirectTagBytes = 38;
    private const uint MaximumBytes = 1 << 20;
    private const ulong HighestAddress = 1UL << 40; // a TiB: what the tables here are made for

    [InlineArray(MaximumRanges)]
    private struct Ranges
    {
        private MemoryRange _first;
    }

    [InlineArray(MaximumModules)]
    private struct Modules
    {
        private BootModule _first;
    }

    private static Ranges s_ranges;
    private static int s_rangeCount;
    private static FramebufferInformation s_framebuffer;
    private static Modules s_modules;
    private static int s_moduleCount;

    /// <summary>What the build wrote into the loader's configuration for its image.</summary>
    public static ImageNeeds Needs { get; private set; }

    /// <summary>Bytes of free RAM in the memory map.</summary>
    public static ulong RamBytes
    {
        get
        {
            ulong bytes = 0;
            for (int i = 0; i < s_rangeCount; i++)
            {
                MemoryRange range = Range(i);
                bytes += range.Type == 1 ? range.Length : 0;
            }

            return bytes;
        }
    }

    /// <summary>Number of ranges in the memory map.</summary>
    public static int RangeCount => s_rangeCount;

    /// <summary>Number of modules that the loader has brought.</summary>
    public static int ModuleCount => s_moduleCount;

    /// <summary>The framebuffer, if there is one.</summary>
    public static FramebufferInformation Framebuffer => s_framebuffer;

    /// <summary>A range of the memory map.</summary>
    public static MemoryRange Range(int index)
    {
        if ((uint)index >= (uint)s_rangeCount)
        {
            Panic.Stop("a memory range was asked for that the loader did not give"u8);
        }

        return s_ranges[index];
    }

    /// <summary>A module, by its place in the order of the loader's configuration.</summary>
    public static BootModule ModuleAt(int index) => Module(index);

    /// <summary>The words that follow a module's file in the loader's configuration: its name.</summary>
    public static ReadOnlySpan<byte> ModuleName(int index) =>
        ((ReadOnlySpan<byte>)Module(index).NameText)[..Module(index).NameLength];

    /// <summary>The module of that name, or -1.</summary>
    public static int FindModule(ReadOnlySpan<byte> name)
    {
        for (int i = 0; i < s_moduleCount; i++)
        {
            if (name.SequenceEqual(ModuleName(i)))
            {
                return i;
            }
        }

        return -1;
    }

    private static ref BootModule Module(int index)
    {
        if ((uint)index >= (uint)s_moduleCount)
        {
            Panic.Stop("a module was asked for that the loader did not bring"u8);
        }

        return ref s_modules[index];
    }

    /// <summary>Reads the tags at a physical address in the first GiB, while the loader's map is in force.</summary>
    public static void Parse(nuint address)
    {
        s_rangeCount = 0;
        s_moduleCount = 0;
        s_modules = default;
        Needs = default;
        ReadOnlySpan<byte> rest = Structure(address)[8..];
        while (rest.Length >= 8)
        {
            uint type = Number(rest, 0);
            uint size = Number(rest, 4);
            if (type == EndTag)
            {
                break;
            }

            if (size < 8 || size > (uint)rest.Length)
            {
                Panic.Stop("a tag of the loader's boot information runs past its end"u8);
            }

            ReadOnlySpan<byte> tag = rest[..(int)size];
            switch (type)
            {
                case CommandLineTag when size > 8:
                    Needs = ImageNeeds.Parse(tag[8..]);
                    break;
                case ModuleTag when size > 16:
                    CopyModule(tag);
                    break;
                case MemoryMapTag when size >= 16:
                    CopyMemoryMap(tag);
                    break;
                case FramebufferTag when size >= FramebufferTagBytes:
                    CopyFramebuffer(tag);
                    break;
            }

            rest = rest[(int)Math.Min((size + 7) & ~7u, (uint)rest.Length)..];
        }

        if (s_rangeCount == 0)
        {
            Panic.Stop("the loader gave no memory map"u8);
        }
    }

    private static ReadOnlySpan<byte> Structure(nuint address)
    {
        uint total;

        // SAFETY: the loader passed the address of a structure that begins with its size, in the first GiB, which its
        // own map holds.
        unsafe { total = *(uint*)address; }

        if (total is < 16 or > MaximumBytes)
        {
            Panic.Stop("the loader's boot information has an impossible size"u8);
        }

        // SAFETY: the structure is as long as it says, which was just found plausible; nobody writes to it while it is
        // read.
        unsafe { return new ReadOnlySpan<byte>((void*)address, (int)total); }
    }

    private static uint Number(ReadOnlySpan<byte> tag, int offset) =>
        tag[offset] | ((uint)tag[offset + 1] << 8) | ((uint)tag[offset + 2] << 16) | ((uint)tag[offset + 3] << 24);

    private static ulong Number64(ReadOnlySpan<byte> tag, int offset) =>
        Number(tag, offset) | ((ulong)Number(tag, offset + 4) << 32);

    private static void CopyModule(ReadOnlySpan<byte> tag)
    {
        uint start = Number(tag, 8);
        uint end = Number(tag, 12);
        if (end <= start)
        {
            return; // empty: nothing to own
        }

        if (s_moduleCount == MaximumModules)
        {
            Panic.Stop("the loader brought more modules than the kernel can hold"u8);
        }

        ref BootModule module = ref Module(s_moduleCount++);
        module.Start = new PhysicalAddress(start);
        module.End = new PhysicalAddress(end);
        module.NameLength = 0;
        for (int i = 16; i < tag.Length && tag[i] != 0 && module.NameLength < BootModule.MaximumNameBytes; i++)
        {
            module.NameText[module.NameLength++] = tag[i];
        }
    }

    private static void CopyMemoryMap(ReadOnlySpan<byte> tag)
    {
        uint entrySize = Number(tag, 8);
        if (entrySize < 24 || entrySize > (uint)tag.Length)
        {
            Panic.Stop("the loader's memory map has entries of an impossible size"u8);
        }

        for (ReadOnlySpan<byte> rest = tag[16..]; entrySize <= (uint)rest.Length
            && s_rangeCount < MaximumRanges; rest = rest[(int)entrySize..])
        {
            MemoryRange range = new() { Start = Number64(rest, 0), Length = Number64(rest, 8),
                Type = Number(rest, 16) };
            if (range.Start < HighestAddress)
            {
                range.Length = Math.Min(range.Length, HighestAddress - range.Start);
                s_ranges[s_rangeCount++] = range;
            }
        }
    }

    private static void CopyFramebuffer(ReadOnlySpan<byte> tag)
    {
        s_framebuffer = default;
        s_framebuffer.BitsPerPixel = tag[28];
        s_framebuffer.Kind = (FramebufferKind)tag[29];
        s_framebuffer.Address = Number64(tag, 8);
        s_framebuffer.Pitch = Number(tag, 16);
        s_framebuffer.Width = Number(tag, 20);
        s_framebuffer.Height = Number(tag, 24);
        if (s_framebuffer.Kind != FramebufferKind.Direct || tag.Length < (int)DirectTagBytes)
        {
            return; // no fields: a direct one without them cannot be drawn
        }

        s_framebuffer.RedShift = tag[32];
        s_framebuffer.RedBits = tag[33];
        s_framebuffer.GreenShift = tag[34];
        s_framebuffer.GreenBits = tag[35];
        s_framebuffer.BlueShift = tag[36];
        s_framebuffer.BlueBits = tag[37];
    }
}
