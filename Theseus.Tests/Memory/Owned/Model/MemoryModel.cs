using System.Runtime.CompilerServices;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.Tests.Memory.Owned.Model;

/// <summary>
/// The reference: every frame and every page in an array, who holds what in lists. It performs a sequence on the
/// kernel's memory management and predicts each outcome. Two things it learns instead of predicting them: where
/// something was found (it checks that it was free), and which frames the kernel took for page tables and ledgers.
/// </summary>
// SAFETY: windows are statics; page tables are only read.
internal sealed unsafe partial class MemoryModel
{
    private const int StaleKept = 32;

    private readonly FrameState[] _frames = new FrameState[FrameAllocator.FrameCount];
    private readonly ulong[] _content = new ulong[FrameAllocator.FrameCount];
    private readonly MemoryOwner[] _owner = new MemoryOwner[FrameAllocator.FrameCount]; // of frames that are not free
    private readonly HashSet<ulong> _closed = [];
    private readonly MemoryOwner[] _owners;
    private readonly long[] _ownerFrames = new long[OwnerTable.Capacity];
    private readonly long[] _ownerPages = new long[OwnerTable.Capacity];
    private readonly Window _general = new(static () => ref AddressWindows.General);
    private readonly Window _cells = new(static () => ref AddressWindows.Cells);
    private readonly Window _devices = new(static () => ref AddressWindows.Devices);

    private readonly List<FrameHolding> _frameHoldings = [];
    private readonly List<PageHolding> _pageHoldings = [];
    private readonly List<PageHolding> _mappings = [];
    private readonly List<DeviceHolding> _deviceHoldings = [];
    private readonly List<(ulong First, ulong Count)> _quarantined = [];
    private readonly List<AllocatedFrames> _staleFrames = [];
    private readonly List<PageRange> _stalePages = [];
    private ulong _free;
    private ulong _kernelFrames;
    private ulong _stamp;

    /// <summary>The model of a machine that has just been started.</summary>
    public MemoryModel()
    {
        _owners =
        [
            MemoryOwner.Of(MemoryKind.Heap), OwnerTable.Register(MemoryKind.Program, "one"u8),
                OwnerTable.Register(MemoryKind.Program, "two"u8),
        ];
        for (ulong i = 0; i < FrameAllocator.FrameCount; i++)
        {
            _frames[i] = FrameAllocator.StateOf(new Frame(i));
            _free += _frames[i] == FrameState.Free ? 1UL : 0;
        }

        _kernelFrames = KernelFrames;
    }

    private static ulong KernelFrames => PageTable.TableFrames + MemoryOwner.Of(MemoryKind.Books).Frames;

    private static ulong FrameCount => FrameAllocator.FrameCount;

    /// <summary>Performs one operation and compares what can be compared quickly.</summary>
    public void Step(Operation step)
    {
        Perform(step);
        LearnKernelFrames();
        LearnQuarantine();
        CheckCounters();
    }

    /// <summary>Fails with the text of the condition.</summary>
    public static void Require(bool condition, [CallerArgumentExpression(nameof(condition))] string? what = null)
    {
        if (!condition)
        {
            throw new InvalidOperationException(what);
        }
    }

    private void Perform(Operation step)
    {
        switch (step.Verb)
        {
            case Verb.TakeFrames: TakeFrames(step, within: false); break;
            case Verb.TakeFramesWithin: TakeFrames(step, within: true); break;
            case Verb.TakeFramesAt: TakeFramesAt(step); break;
            case Verb.SplitFrames: SplitFrames(step); break;
            case Verb.MergeFrames: MergeFrames(step); break;
            case Verb.DisposeFrames: DisposeFrames(step); break;
            case Verb.TakePages: TakePages(step); break;
            case Verb.TakePagesWithin: TakePagesWithin(step); break;
            case Verb.TakePagesAt: TakePagesAt(step); break;
            case Verb.TakeCellPages: TakeCellPages(step); break;
            case Verb.SplitPages: Split(_pageHoldings, PageState.Allocated, step); break;
            case Verb.MergePages: Merge(_pageHoldings, PageState.Allocated, step); break;
            case Verb.DisposePages: DisposePages(step); break;
            case Verb.Map: Map(step); break;
            case Verb.MapPair: MapPair(step); break;
            case Verb.MapNew: MapNew(step); break;
            case Verb.Protect: Protect(step); break;
            case Verb.SplitMapping: Split(_mappings, PageState.Mapped, step); break;
            case Verb.MergeMapping: Merge(_mappings, PageState.Mapped, step); break;
            case Verb.DisposeMapping: DisposeMapping(step); break;
            case Verb.Touch: Touch(step); break;
            case Verb.TouchUnmapped: TouchUnmapped(step); break;
            case Verb.ClaimDevice: ClaimDevice(step); break;
            case Verb.MapDevice: MapDevice(step); break;
            case Verb.DisposeDevice: DisposeDevice(step); break;
            case Verb.EndOwner: EndOwner(step); break;
            default: UseStale(step); break;
        }
    }

    /// <summary>
    /// Frames that became page tables or ledgers must have been free; only empty page tables come back.
    /// </summary>
    private void LearnKernelFrames()
    {
        if (KernelFrames == _kernelFrames)
        {
            return;
        }

        for (ulong i = 0; i < FrameCount; i++)
        {
            FrameState real = FrameAllocator.StateOf(new Frame(i));
            if (real == FrameState.Table && _frames[i] != FrameState.Table)
            {
                Require(_frames[i] == FrameState.Free);
                _frames[i] = FrameState.Table;
                _free--;
            }
            else if (real == FrameState.Free && _frames[i] == FrameState.Table)
            {
                _frames[i] = FrameState.Free;
                _free++;
            }
        }

        _kernelFrames = KernelFrames;
    }

    /// <summary>
    /// Released mappings keep their addresses until the kernel has searched the stacks, here without a word: then all
    /// of them are free, and may be somebody's already.
    /// </summary>
    private void LearnQuarantine()
    {
        for (int i = _quarantined.Count - 1; i >= 0; i--)
        {
            (ulong first, ulong count) = _quarantined[i];
            ref PageEntry entry = ref _general.Real.Entry(new Page(_general.First + first));
            if ((entry.State & PageState.Mask) != PageState.Quarantined)
            {
                _general.Set(first, count, PageState.Quarantined, PageState.Free);
                _quarantined.RemoveAt(i);
            }
        }
    }

    private void CheckCounters()
    {
        Require(Quarantine.Pages == _quarantined.Aggregate(0UL, (sum, range) => sum + range.Count));
        Require(FrameAllocator.FreeFrames == _free);
        Require(MemoryOwner.Of(MemoryKind.Free).Frames == _free);
        foreach (MemoryOwner owner in _owners)
        {
            Require(owner.Frames == (ulong)_ownerFrames[owner.Index]);
            Require(owner.Pages == (ulong)_ownerPages[owner.Index]);
        }

        Require(_general.Real.Free == _general.Free);
        Require(_cells.Real.Free == _cells.Free);
        Require(_devices.Real.Free == _devices.Free);
    }

    private MemoryOwner Owner(uint number) => _owners[number % (uint)_owners.Length];

    /// <summary>Mostly few, sometimes large pages' worth, seldom everything or nonsense.</summary>
    private ulong Size(uint number, ulong all) => (number % 64) switch
    {
        < 44 => 1 + ((number >> 8) % 8),
        < 56 => 1 + ((number >> 8) % 100),
        < 61 => 512 * (1 + ((number >> 8) % 3)),
        61 => _free > 66 ? _free - 62 - ((number >> 8) % 4) : 1, // just too many, and just not too many
        62 => 1 + ((number >> 8) % (all + 2)),
        _ => ((number >> 8) & 1) == 0 ? 0 : all + 1,
    };

    private static ulong Alignment(uint number) => (number % 32) switch
    {
        < 20 => 1,
        < 26 => 1UL << (int)((number >> 8) % 10),
        < 29 => 512,
        29 => 3,
        30 => 0,
        _ => 1UL << (int)((number >> 8) % 64),
    };

    private static bool IsPowerOfTwo(ulong number) => number != 0 && (number & (number - 1)) == 0;

    private static T? Pick<T>(List<T> from, uint number)
        where T : class => from.Count == 0 ? null : from[(int)(number % (uint)from.Count)];

    private static void Remember<T>(List<T> stale, T value, ulong stamp)
    {
        if (stale.Count < StaleKept)
        {
            stale.Add(value);
        }
        else
        {
            stale[(int)(stamp % StaleKept)] = value;
        }
    }
}
