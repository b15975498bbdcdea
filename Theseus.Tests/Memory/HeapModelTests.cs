using Theseus.Memory;
using Theseus.Memory.Heap;
using Theseus.Runtime.Contract;
using Xunit;

namespace Theseus.Tests.Memory;

/// <summary>
/// Random object graphs against a shadow of managed objects: every so often each reachable object must be where the
/// shadow says, hold what it says, and after a collection there must be as many objects as the shadow reaches.
/// </summary>
// SAFETY: only objects that the shadow reaches from the roots are touched.
public sealed unsafe class HeapModelTests : HeapTest
{
    private const int ModelRoots = 200;

    private static readonly MethodTable* s_wide = FakeTypes.Class(120, false, (16, 2), (40, 1), (64, 5));
    private static readonly MethodTable* s_structs = FakeTypes.StructArray(40, 8, (1, 8), (2, 8));
    private static readonly MethodTable* s_mixed = FakeTypes.Class(48, true, (16, 2));

    private readonly Shadow?[] _roots = new Shadow?[ModelRoots];
    private readonly Random _random = new(20_260_731);
    private long _nextId = 1;
    private int _finalized;
    private int _finalizable;
    private int _failures;
    private int _dropQuarters;

    [Theory]
    [InlineData(96, 1_500_000, 3, false)]
    [InlineData(12, 300_000, 1, true)]
    public void Random_graphs_agree_with_their_shadow(int memoryMiB, int steps, int dropQuarters, bool runsOut)
    {
        _dropQuarters = dropQuarters;
        Start((nuint)memoryMiB * MiB);
        CollectorHost.OnAfterCollection = RunFinalizers;
        for (int step = 1; step <= steps; step++)
        {
            Step();
            if (step % 100_000 == 0)
            {
                CompareAfterCollection();
            }
        }

        Array.Clear(_roots);
        new Span<nint>(Roots, RootCount).Clear();
        Collect();
        RunFinalizers();
        Collect();
        Assert.Equal(0ul, Figures().LiveObjects);
        Assert.Equal(_finalizable, _finalized);
        Assert.InRange(Figures().Collections, 10ul, 5_000ul);
        Assert.Equal(runsOut, _failures > 0);
    }

    private void Step()
    {
        int root = _random.Next(ModelRoots);
        switch (_random.Next(10))
        {
            case < 6:
                Shadow? made = Make();
                if (made != null)
                {
                    Link(root, made);
                }
                else
                {
                    DropHalf();
                }

                break;
            case < 8:
                Link(root, _roots[_random.Next(ModelRoots)]);
                break;
            case 8:
                SetRoot(root, Walk(root));
                break;
            default:
                if (_random.Next(4) < _dropQuarters)
                {
                    SetRoot(root, null);
                }

                break;
        }
    }

    /// <summary>Stores into a random field of what a root leads to, or into the root itself.</summary>
    private void Link(int root, Shadow? value)
    {
        Shadow? target = Walk(root);
        if (target == null || target.Fields.Length == 0)
        {
            SetRoot(root, value);
            return;
        }

        int field = _random.Next(target.Fields.Length);
        target.Fields[field] = value;
        *target.Slot(field) = value == null ? null : (void*)value.Address;
    }

    private void SetRoot(int root, Shadow? value)
    {
        _roots[root] = value;
        Roots[root] = value == null ? null : (void*)value.Address;
    }

    /// <summary>Out of memory: what a program would do that goes on.</summary>
    private void DropHalf()
    {
        _failures++;
        for (int root = _random.Next(2); root < ModelRoots; root += 2)
        {
            SetRoot(root, null);
        }
    }

    private Shadow? Walk(int root)
    {
        Shadow? at = _roots[root];
        for (int hops = _random.Next(6); hops > 0 && at is { Fields.Length: > 0 }; hops--)
        {
            at = at.Fields[_random.Next(at.Fields.Length)] ?? at;
        }

        return at;
    }

    private Shadow? Make()
    {
        Shadow shadow = new() { Id = _nextId++, Kind = _random.Next(6) };
        int length = _random.Next(1000) == 0 ? _random.Next(20_000) : _random.Next(30);
        shadow.Length = shadow.Kind switch { 2 => length, 3 => length / 3 + 1, 4 => 8 + length * 8, _ => 0 };
        void* instance = shadow.Kind switch
        {
            0 => New(Pair),
            1 => New(s_wide),
            2 => GcHeap.AllocateArray(References, (nuint)length),
            3 => GcHeap.AllocateArray(s_structs, (nuint)shadow.Length),
            4 => GcHeap.AllocateArray(Bytes, (nuint)shadow.Length),
            _ => New(s_mixed),
        };
        if (instance == null)
        {
            return null;
        }

        _finalizable += shadow.Kind == 5 ? 1 : 0;
        shadow.Address = (nint)instance;
        shadow.Fields =
            new Shadow?[shadow.Kind switch { 0 => 2, 1 => 8, 2 => length, 3 => 3 * shadow.Length, 5 => 2, _ => 0 }];
        for (int field = 0; field < shadow.Fields.Length; field++)
        {
            Assert.True(*shadow.Slot(field) == null);
        }

        shadow.Stamp(write: true);
        return shadow;
    }

    private void RunFinalizers()
    {
        void* instance;
        while ((instance = Finalization.TakeNext()) != null)
        {
            Assert.True(ObjectLayout.TypeOf(instance) == s_mixed);
            _finalized++;
        }
    }

    private void CompareAfterCollection()
    {
        Collect();
        RunFinalizers();
        Collect();
        HashSet<Shadow> seen = [];
        Stack<Shadow> open = new();
        foreach (Shadow? root in _roots)
        {
            if (root != null && seen.Add(root))
            {
                open.Push(root);
            }
        }

        while (open.TryPop(out Shadow? shadow))
        {
            shadow.Stamp(write: false);
            Assert.True(Marker.ObjectAt((nuint)shadow.Address) == (void*)shadow.Address);
            for (int field = 0; field < shadow.Fields.Length; field++)
            {
                Shadow? value = shadow.Fields[field];
                Assert.Equal(value?.Address ?? 0, (nint)(*shadow.Slot(field)));
                if (value != null && seen.Add(value))
                {
                    open.Push(value);
                }
            }
        }

        Assert.Equal((ulong)seen.Count, Figures().LiveObjects);
    }

    /// <summary>What an object ought to be.</summary>
    private sealed class Shadow
    {
        private static readonly int[] s_wideOffsets = [16, 24, 40, 64, 72, 80, 88, 96];
        private static readonly int[] s_structOffsets = [8, 24, 32];

        public long Id { get; init; }

        public int Kind { get; init; }

        public int Length { get; set; }

        public nint Address { get; set; }

        public Shadow?[] Fields { get; set; } = [];

        /// <summary>Where reference <paramref name="field"/> is in the object.</summary>
        public void** Slot(int field) => (void**)(Address + Kind switch
        {
            0 => 8 + 8 * field,
            1 => s_wideOffsets[field],
            2 => 16 + 8 * field,
            3 => 16 + field / 3 * 40 + s_structOffsets[field % 3],
            _ => 16 + 8 * field,
        });

        /// <summary>Writes or checks the bytes that are no references.</summary>
        public void Stamp(bool write)
        {
            switch (Kind)
            {
                case 0:
                    Word(24, write);
                    break;
                case 1:
                    foreach (int offset in (int[])[8, 32, 48, 56, 104])
                    {
                        Word(offset, write);
                    }

                    break;
                case 3:
                    for (int element = 0; element < Length; element++)
                    {
                        Word(16 + 40 * element, write);
                        Word(32 + 40 * element, write);
                    }

                    break;
                case 4:
                    for (int offset = 16; offset + 8 <= 16 + Length; offset += 8)
                    {
                        Word(offset, write);
                    }

                    break;
                case 5:
                    Word(8, write);
                    break;
            }

            if (Kind is >= 2 and <= 4)
            {
                Assert.Equal((uint)Length, ObjectLayout.LengthOf((void*)Address));
            }
        }

        private void Word(int offset, bool write)
        {
            long* word = (long*)(Address + offset);
            if (write)
            {
                if (*word != 0)
                {
                    Assert.Fail($"object {Id} is not zeroed at {offset}");
                }

                *word = Id ^ offset;
            }
            else if (*word != (Id ^ offset))
            {
                Assert.Fail($"object {Id} is overwritten at {offset}");
            }
        }
    }
}
