using Xunit;
using System.Runtime.InteropServices;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Unwind;

namespace Theseus.Tests.Memory.Owned;

/// <summary>
/// A machine as a loader describes it: a memory map and modules. <see cref="Start"/> runs the kernel's own steps from
/// reading the loader's structure to page tables and windows. All of it is static, as in the kernel: one machine at a
/// time.
/// </summary>
// SAFETY: the structure lives while it is read.
internal sealed unsafe class TestMachine
{
    public const uint Free = 1;
    public const uint Reserved = 2;
    public const uint Acpi = 3;
    public const uint AcpiNonVolatile = 4;
    public const ulong KiB = 1024;
    public const ulong MiB = 1024 * KiB;
    public const ulong GiB = 1024 * MiB;

    private readonly List<(ulong Start, ulong Bytes, uint Type)> _ranges = [];
    private readonly List<(uint Start, uint End, string Name)> _modules = [];
    private readonly List<byte[]> _tags = [];

    public uint EntrySize { get; init; } = 24;

    public IReadOnlyList<(ulong Start, ulong Bytes, uint Type)> Ranges => _ranges;

    /// <summary>A PC: 640 KiB, a hole, and the rest of so many MiB; the last 64 KiB are ACPI's.</summary>
    public static TestMachine Pc(ulong mib) => new TestMachine()
        .Range(0, 0x9_FC00, Free).Range(0x9_FC00, 0x400, Reserved).Range(0xF_0000, 0x1_0000, Reserved)
        .Range(MiB, (mib * MiB) - MiB - (64 * KiB), Free).Range((mib * MiB) - (64 * KiB), 64 * KiB, Acpi);

    public TestMachine Range(ulong start, ulong bytes, uint type)
    {
        _ranges.Add((start, bytes, type));
        return this;
    }

    public TestMachine Module(uint start, uint end, string name)
    {
        _modules.Add((start, end, name));
        return this;
    }

    /// <summary>A tag as it is, well-formed or not.</summary>
    public TestMachine Tag(params byte[] tag)
    {
        _tags.Add(tag);
        return this;
    }

    /// <summary>Reads the loader's structure.</summary>
    public TestMachine Parse()
    {
        byte[] structure = Structure();
        byte* copy = (byte*)NativeMemory.AlignedAlloc((nuint)structure.Length, 8);
        structure.CopyTo(new Span<byte>(copy, structure.Length));
        try
        {
            BootInformation.Parse((nuint)copy);
        }
        finally
        {
            NativeMemory.AlignedFree(copy);
        }

        return this;
    }

    /// <summary>Up to the frame allocator.</summary>
    public TestMachine StartFrames(bool soiled = false)
    {
        PhysicalMemory.Reset();
        WindowAddresses.Reset();
        ModelTlb.Reset();
        (ViewSearch.Stack, ViewSearch.Searches) = ([], 0);
        for (uint i = 0; i < DeviceClaims.Capacity; i++)
        {
            DeviceClaims.Leave(i);
        }

        Parse();
        if (soiled)
        {
            PhysicalMemory.Soil(
                _ranges.Where(range => range.Type == Free).Max(range => range.Start + range.Bytes) / Frame.Bytes);
        }

        FrameAllocator.Initialize(AddressSpace.ImageStart, AddressSpace.ImageEnd);
        return this;
    }

    /// <summary>All of it.</summary>
    public TestMachine Start(bool soiled = false)
    {
        StartFrames(soiled);
        AddressSpace.Initialize();
        SealImage();
        PhysicalMemory.IsRam = frame => FrameAllocator.IsRam(new Frame(frame));
        return this;
    }

    /// <summary>As the kernel does once its image is finished: nothing of it remains in the map of all RAM.</summary>
    private static void SealImage()
    {
        for (Frame frame = AddressSpace.ImageStart; frame < AddressSpace.ImageEnd; frame += 1)
        {
            ref ulong entry = ref PageTable.Find(DirectMap.PageOf(frame), out PageSize size);
            Assert.True(entry == 0 || size == PageSize.Small);
            entry = 0;
        }

        Tlb.Invalidate(DirectMap.PageOf(AddressSpace.ImageStart),
            AddressSpace.ImageEnd.Number - AddressSpace.ImageStart.Number);
    }

    /// <summary>The structure (Multiboot2 specification 2.0, section 3.6).</summary>
    private byte[] Structure()
    {
        using MemoryStream all = new();
        using BinaryWriter to = new(all);
        to.Write(0ul);
        foreach ((uint start, uint end, string name) in _modules)
        {
            byte[] text = [.. System.Text.Encoding.UTF8.GetBytes(name), 0];
            to.Write(3u);
            to.Write((uint)(16 + text.Length));
            to.Write(start);
            to.Write(end);
            to.Write(text);
            Align(to);
        }

        if (_ranges.Count > 0)
        {
            to.Write(6u);
            to.Write((uint)(16 + (_ranges.Count * EntrySize)));
            to.Write(EntrySize);
            to.Write(0u);
            foreach ((ulong start, ulong bytes, uint type) in _ranges)
            {
                to.Write(start);
                to.Write(bytes);
                to.Write(type);
                to.Write(new byte[EntrySize - 20]);
            }

            Align(to);
        }

        foreach (byte[] tag in _tags)
        {
            to.Write(tag);
            Align(to);
        }

        to.Write(0u);
        to.Write(8u);
        byte[] structure = all.ToArray();
        BitConverter.TryWriteBytes(structure, structure.Length);
        return structure;
    }

    private static void Align(BinaryWriter to)
    {
        while (to.BaseStream.Position % 8 != 0)
        {
            to.Write((byte)0);
        }
    }
}
