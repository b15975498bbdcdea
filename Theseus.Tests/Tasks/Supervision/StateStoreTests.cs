using System.Text;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Tasks.Supervision;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>What is kept for a service's next life is whole, or else what was kept before it.</summary>
public sealed class StateStoreTests : OwnedTest
{
    private const int HeaderBytes = 16; // of each half

    public StateStoreTests() => StateStore.Forget("a"); // the table outlives the machine of another test

    private static byte[] Bytes(string text) => Encoding.UTF8.GetBytes(text);

    private static string? Taken(string name, StateVerdict expected)
    {
        Assert.Equal(expected, StateStore.Take(name, out byte[]? state));
        return state is null ? null : Encoding.UTF8.GetString(state);
    }

    /// <summary>Changes a bit of a text that is kept, in memory, past every protection.</summary>
    // SAFETY: the page is present, and the host has memory where the machine has.
    private static unsafe void Flip(string text)
    {
        int found = 0;
        ref PageWindow window = ref AddressWindows.General;
        for (Page page = window.First; window.HasEntry(page); page += 1)
        {
            if (window.Entry(page).Owner != MemoryOwner.Current.Index
                || (window.Entry(page).State & PageState.Mask) != PageState.Mapped)
            {
                continue;
            }

            Span<byte> bytes = new((void*)page.Start.Value, (int)Frame.Bytes);
            int at = bytes.IndexOf(Bytes(text));
            if (at >= 0)
            {
                bytes[at] ^= 1;
                found++;
            }
        }

        Assert.Equal(1, found);
    }

    [Fact]
    public void What_was_kept_is_there_until_it_is_forgotten_and_under_its_own_name_only()
    {
        Assert.Null(Taken("a", StateVerdict.None));
        StateStore.Keep("a", Bytes("one"));
        StateStore.Keep("b", []);
        Assert.Equal("one", Taken("a", StateVerdict.Whole));
        Assert.Equal("one", Taken("a", StateVerdict.Whole));
        Assert.Equal("", Taken("b", StateVerdict.Whole));
        StateStore.Keep("a", Bytes("two"));
        StateStore.Keep("a", Bytes("three"));
        Assert.Equal("three", Taken("a", StateVerdict.Whole));
        StateStore.Forget("a");
        StateStore.Forget("a");
        Assert.Null(Taken("a", StateVerdict.None));
        StateStore.Forget("b");
        Assert.Equal(0ul, MemoryOwner.Current.Frames);
    }

    [Fact]
    public void Where_the_last_is_damaged_the_one_before_it_is_given_and_where_both_are_nothing_is()
    {
        StateStore.Keep("a", Bytes("the first"));
        StateStore.Keep("a", Bytes("the second"));
        Flip("the second");
        Assert.Equal("the first", Taken("a", StateVerdict.Older));
        Flip("the first");
        Assert.Null(Taken("a", StateVerdict.Damaged));
        StateStore.Keep("a", Bytes("the third"));
        Assert.Equal("the third", Taken("a", StateVerdict.Whole));
    }

    [Fact]
    public void The_first_that_is_damaged_has_none_before_it()
    {
        StateStore.Keep("a", Bytes("only"));
        Flip("only");
        Assert.Null(Taken("a", StateVerdict.Damaged));
    }

    [Fact]
    public void One_that_grows_moves_and_brings_the_last_along()
    {
        StateStore.Keep("a", Bytes("small"));
        ulong frames = MemoryOwner.Current.Frames;
        byte[] large = new byte[StateStore.MostBytes];
        large.AsSpan().Fill((byte)'x');
        StateStore.Keep("a", large);
        Assert.True(MemoryOwner.Current.Frames > frames);
        Assert.Equal(StateVerdict.Whole, StateStore.Take("a", out byte[]? taken));
        Assert.Equal(large, taken);
        StateStore.Keep("a", Bytes("small again"));
        Flip("small again");
        Assert.Equal(StateVerdict.Older, StateStore.Take("a", out taken));
        Assert.Equal(large, taken);
    }

    [Fact]
    public void Bad_names_and_states_are_refused_and_lose_nothing()
    {
        StateStore.Keep("a", Bytes("kept"));
        Assert.Throws<ArgumentException>(() => StateStore.Keep("a", new byte[StateStore.MostBytes + 1]));
        Assert.Throws<ArgumentException>(() => StateStore.Keep("", []));
        Assert.Throws<ArgumentException>(() => StateStore.Keep(new string('n', StateStore.MostNameBytes + 1), []));
        Assert.Throws<ArgumentException>(() => StateStore.Take("", out _));
        Assert.Equal("kept", Taken("a", StateVerdict.Whole));
        StateStore.Keep(new string('n', StateStore.MostNameBytes), []);
    }

    [Fact]
    public void More_than_it_can_keep_are_refused_by_name()
    {
        for (int i = 0; i < StateStore.Most; i++)
        {
            StateStore.Keep($"{i}", Bytes($"state {i}"));
        }

        SupervisionException refused = Assert.Throws<SupervisionException>(() => StateStore.Keep("more", []));
        Assert.Equal(SupervisionError.TooManyStates, refused.Error);
        StateStore.Forget("7");
        StateStore.Keep("more", Bytes("in its place"));
        Assert.Equal("in its place", Taken("more", StateVerdict.Whole));
        Assert.Equal("state 63", Taken("63", StateVerdict.Whole));
    }

    [Fact]
    public void Without_memory_the_last_stays()
    {
        StateStore.Keep("a", Bytes("kept"));
        List<Frame> hoard = [];
        while (FrameAllocator.TryTake(Cell, FrameState.Allocated, emergency: true, out Frame frame))
        {
            hoard.Add(frame);
        }

        Assert.Throws<OutOfMemoryException>(() => StateStore.Keep("a", new byte[StateStore.MostBytes]));
        Assert.Equal("kept", Taken("a", StateVerdict.Whole));
        hoard.ForEach(frame => FrameAllocator.Give(frame, 1, FrameState.Allocated));
    }

    [Fact]
    public void What_a_program_keeps_goes_with_it()
    {
        StateStore.Keep("a", Bytes("kept"));
        OwnerEnd.ReleaseAll(MemoryOwner.Current);
        Assert.Null(Taken("a", StateVerdict.None));
        StateStore.Keep("a", Bytes("anew"));
        Assert.Equal("anew", Taken("a", StateVerdict.Whole));
    }
}
