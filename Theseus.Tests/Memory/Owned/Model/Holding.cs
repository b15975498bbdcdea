using Theseus.Memory;

namespace Theseus.Tests.Memory.Owned.Model;

/// <summary>Frames that the sequence holds.</summary>
internal sealed class FrameHolding(AllocatedFrames value, MemoryOwner owner)
{
    public AllocatedFrames Value { get; } = value;

    public MemoryOwner Owner { get; } = owner;

    public ulong First => Value.First.Number;

    public ulong Count => Value.Count;
}

/// <summary>Pages that the sequence holds, mapped or not.</summary>
internal sealed class PageHolding(Window window, PageRange range, MemoryOwner owner)
{
    public Window Window { get; } = window;

    public PageRange Range { get; set; } = range;

    public MemoryOwner Owner { get; } = owner;

    public bool GuardBefore { get; set; }

    public bool GuardAfter { get; set; }

    public PageAccess Access { get; set; }

    public PageSize Size { get; set; }

    /// <summary>The frame of each page; empty for pages that are not mapped.</summary>
    public ulong[] Frames { get; set; } = [];

    /// <summary>The first page as a place in the window.</summary>
    public ulong First => Range.First.Number - Window.First;

    public ulong Count => Range.Count;

    public bool IsCode => Frames.Length != 0 && Access == PageAccess.ReadExecute;
}

/// <summary>A claim of device memory, with its mapping or without.</summary>
internal sealed class DeviceHolding(ulong first, ulong count, MemoryOwner owner)
{
    public DeviceFrames Claim { get; init; }

    public DevicePages Pages { get; init; }

    public MemoryOwner Owner { get; } = owner;

    public PageHolding? Mapping { get; init; }

    public ulong First { get; } = first;

    public ulong Count { get; } = count;
}

/// <summary>What the model knows of a window: for each page whether it is free (0) or what it is.</summary>
internal sealed class Window(Window.Place real)
{
    /// <summary>Where the window is.</summary>
    public delegate ref PageWindow Place();

    public ref PageWindow Real => ref real();

    public PageState[] States { get; } = new PageState[real().Count];

    public ulong First { get; } = real().First.Number;

    public ulong Free { get; private set; } = real().Count;

    public void Set(ulong first, ulong count, PageState from, PageState to)
    {
        for (ulong i = 0; i < count; i++)
        {
            MemoryModel.Require(States[first + i] == from);
            States[first + i] = to;
        }

        Free += to == PageState.Free ? count : 0;
        Free -= from == PageState.Free ? count : 0;
    }
}
