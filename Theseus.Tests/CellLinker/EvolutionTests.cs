using System.Buffers.Binary;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>Functions get another body while the system runs: all at once, with a way back, or not at all.</summary>
// SAFETY: bytes of frames of simulated RAM are changed, within a page.
public sealed unsafe class EvolutionTests : EvolutionTest
{
    [Fact]
    public void A_page_that_comes_later_leads_to_the_new_body()
    {
        Boot();
        uint home = Homes("Shell")[3];
        EvolutionResult result = CellEvolution.Apply(Changing(home, First).Make());
        Assert.Equal((1u, 1, 1, 0), (result.Generation, result.Cells, result.Functions, result.Pages));
        Assert.Equal(First, Executed("Shell", home));
    }

    [Fact]
    public void A_page_in_memory_is_exchanged_and_only_the_jump_is_other_in_it()
    {
        Boot();
        uint home = Homes("Shell")[3];
        CellInfo shell = Named("Shell");
        byte first = CodeAt(shell, home)[0];
        byte[] before = BytesAt(shell, PageOf(home));
        Assert.Equal(CellError.None, Load(shell, PageOf(home) + 1));
        ModelTlb.Translation? other = At(shell, PageOf(home) + 1);
        Assert.Equal(1, CellEvolution.Apply(Changing(home, First).Make()).Pages);
        byte[] after = BytesAt(shell, PageOf(home));
        int at = (int)(home % CellHeader.PageBytes);
        Assert.Equal(before[..at], after[..at]);
        Assert.Equal(before[(at + 5)..], after[(at + 5)..]);
        Assert.Equal(First, Executed("Shell", home));
        Assert.Equal(other, At(shell, PageOf(home) + 1));
        Assert.Equal(1, CellEvolution.Undo().Pages);
        Assert.Equal(before, BytesAt(shell, PageOf(home)));
        Assert.Equal(first, Executed("Shell", home));
    }

    [Fact]
    public void Evolutions_follow_each_other_and_each_can_be_undone()
    {
        Boot();
        uint[] homes = Homes("Shell");
        byte[] original = [.. homes.Take(3).Select(h => Executed("Shell", h))];
        CellEvolution.Apply(Changing(homes[0], First).With("Shell", homes[1], First).Make());
        CellEvolution.Apply(Changing(homes[1], Second).With("Shell", homes[2], Second).Make());
        Assert.Equal([First, Second, Second], homes.Take(3).Select(h => Executed("Shell", h)));
        CellEvolution.Apply(Changing(homes[0], 0).With("Shell", homes[1], 0).Make());
        Assert.Equal([original[0], original[1], Second], homes.Take(3).Select(h => Executed("Shell", h)));
        Assert.Equal(2u, CellEvolution.Undo().Generation);
        Assert.Equal([First, Second, Second], homes.Take(3).Select(h => Executed("Shell", h)));
        Assert.Equal(1u, CellEvolution.Undo().Generation);
        Assert.Equal([First, First, original[2]], homes.Take(3).Select(h => Executed("Shell", h)));
        Assert.Equal(0u, CellEvolution.Undo().Generation);
        Assert.Equal(original, homes.Take(3).Select(h => Executed("Shell", h)));
        Assert.Equal(EvolutionError.NothingToUndo, Assert.Throws<EvolutionException>(CellEvolution.Undo).Error);
    }

    [Fact]
    public void Several_cells_change_at_once()
    {
        Boot();
        uint shell = Homes("Shell")[5];
        uint[] linq = Homes("System.Linq");
        CellEvolution.Apply(Changing(shell, First).With("System.Linq", linq[0], Second)
            .With("System.Linq", linq[^1], First).Make());
        Assert.Equal((First, Second, First),
            (Executed("Shell", shell), Executed("System.Linq", linq[0]), Executed("System.Linq", linq[^1])));
    }

    [Fact]
    public void A_page_that_gave_way_has_its_jumps_when_it_comes_again()
    {
        Boot();
        uint home = Homes("Shell")[7];
        CellInfo shell = Named("Shell");
        Assert.Equal(CellError.None, Load(shell, PageOf(home)));
        CellEvolution.Apply(Changing(home, First).Make());
        byte[] before = BytesAt(shell, PageOf(home));
        Assert.True(CellTable.At(shell.Number).TryDrop(PageOf(home)));
        Assert.Equal(First, Executed("Shell", home));
        Assert.Equal(before, BytesAt(shell, PageOf(home)));
    }

    [Fact]
    public void A_comparison_expects_the_jumps_and_mends_them()
    {
        Boot();
        uint home = Homes("Shell")[7];
        CellInfo shell = Named("Shell");
        Assert.Equal(CellError.None, Load(shell, PageOf(home)));
        CellEvolution.Apply(Changing(home, First).Make());
        Assert.Empty(CellIntegrity.Check(shell, out _));
        ((byte*)PhysicalMemory.At(At(shell, PageOf(home))!.Value.Frame.Start))[home % CellHeader.PageBytes] ^= 0x40;
        Assert.Equal(PageVerdict.Mended, Assert.Single(CellIntegrity.Check(shell, out _)).Verdict);
        Assert.Equal(First, Executed("Shell", home));
    }

    [Theory]
    [InlineData(0u, true)]
    [InlineData(1u, false)]
    [InlineData(4u, false)]
    [InlineData(5u, true)]
    public void A_task_that_was_stopped_where_the_jump_will_be_is_waited_for(uint distance, bool isTaken)
    {
        Boot();
        uint home = Homes("Shell")[9];
        Assert.Equal(CellError.None, Load(Named("Shell"), PageOf(home)));
        TaskReference task = UseScan.Hold(0, 7, 1);
        task.Block.IsInterrupted = true;
        task.Block.Interrupted.Rip = Named("Shell").Base.Value + home + distance;
        Assert.Equal(EvolutionError.None, EvolutionStaging.Run(Changing(home, First).Make(), out int place).Error);
        EvolutionFault fault = EvolutionCommit.Run(place, out _, out _);
        Assert.Equal(isTaken, fault.Error == EvolutionError.None);
        if (!isTaken)
        {
            Assert.Equal((EvolutionError.StillAtEntry, Named("Shell").Base.Value + home, 7u),
                (fault.Error, fault.Home, fault.Task));
            Assert.NotEqual(First, Executed("Shell", home));
            task.Block.Interrupted.Rip = Named("Shell").Base.Value + home + 16;
            Assert.Equal(EvolutionError.None, EvolutionCommit.Run(place, out _, out _).Error);
        }

        Assert.Equal(First, Executed("Shell", home));
        EvolutionHistory.At(place).Phase = EvolutionPhase.InForce;
    }

    [Fact]
    public void What_is_for_another_system_or_state_is_refused_and_leaves_nothing()
    {
        Boot();
        uint home = Homes("Shell")[3];
        Assert.Equal(CellError.None, Load(Named("Shell"), PageOf(home)));
        (ulong Free, int Cells, ulong Pages) before = Books();
        byte[] right = Changing(home, First).Make();
        Hash128 other = new(1, 2);
        Assert.Equal(EvolutionError.WrongWorld, Refused(
            new SamplePackage { World = other, From = other }.With("Shell", home, First).Make()));
        Assert.Equal(EvolutionError.WrongBaseline, Refused(
            new SamplePackage { From = other, Generation = 2 }.With("Shell", home, First).Make()));
        Assert.Equal(EvolutionError.Truncated, Refused(right[..^1]));
        Assert.Equal(EvolutionError.Truncated, Refused([]));
        Assert.Equal(EvolutionError.TooLarge, Refused(new byte[EvolutionStaging.MostBytes + 1]));
        Assert.Equal(before, Books());
        CellEvolution.Apply(right);
        Assert.Equal(EvolutionError.WrongBaseline, Refused(right));
    }

    [Fact]
    public void Only_whole_functions_of_cells_that_are_there_can_change()
    {
        Boot();
        (ulong Free, int Cells, ulong Pages) before = Books();
        CellFunction function = FunctionsOf("Shell").First(
            f => f.Length > 2 * EvolutionChange.HomeAlign && f.Start % EvolutionChange.HomeAlign == 0);
        uint middle = function.Start + EvolutionChange.HomeAlign;
        Assert.Equal(EvolutionError.BadChange, Refused(Changing(middle, First).Make()));
        CellFunction handler = FunctionsOf("Shell").First(f => f.Kind == CellFunctionKind.Handler);
        Assert.Equal(EvolutionError.BadChange, Refused(Changing(handler.Start & ~15u, First).Make()));
        Assert.Equal(EvolutionError.BadChange, Refused(Changing(Named("Shell").MemoryBytes + 16, First).Make()));
        Assert.Equal(EvolutionError.MissingCell, Refused(Changing(0, First, "Nowhere").Make()));
        Assert.Equal(EvolutionError.InNanoCore, Refused(Changing(0, First, "nano-core").Make()));
        Assert.Equal(before, Books());
    }

    [Fact]
    public void A_dry_run_changes_nothing_and_can_be_followed_by_the_real_one()
    {
        Boot();
        uint home = Homes("Shell")[3];
        byte original = Executed("Shell", home);
        (ulong Free, int Cells, ulong Pages) before = Books();
        byte[] package = Changing(home, First).Make();
        Assert.Equal(1, CellEvolution.Apply(package, isDryRun: true).Functions);
        Assert.Equal(before, Books());
        Assert.Equal(original, Executed("Shell", home));
        CellEvolution.Apply(package);
        Assert.Equal(First, Executed("Shell", home));
    }

    [Fact]
    public void Without_memory_at_any_step_it_is_refused_and_leaves_nothing()
    {
        Boot();
        uint[] homes = Homes("Shell");
        uint[] changed = [homes[1], homes[^1]];
        byte[] original = [.. changed.Select(h => Executed("Shell", h))];
        byte[] package = Changing(changed[0], First).With("Shell", changed[1], Second).Make();
        (ulong Free, int Cells, ulong Pages) before = Books();
        int refusals = 0;
        for (ulong left = 0; left < 64; left++)
        {
            AllocatedFrames[] hoard = Hoard(FrameAllocator.FreeFrames - FrameAllocator.ReserveFrames - left);
            EvolutionError error = EvolutionError.None;
            try
            {
                CellEvolution.Apply(package);
            }
            catch (EvolutionException e)
            {
                error = e.Error;
            }

            foreach (ref AllocatedFrames frame in hoard.AsSpan())
            {
                frame.Dispose();
            }

            if (error == EvolutionError.None)
            {
                break;
            }

            refusals++;
            Assert.True(error is EvolutionError.OutOfMemory or EvolutionError.NoRoom, $"{error}");
            Assert.Equal(before, Books());
            Assert.Equal(original, changed.Select(h => Executed("Shell", h)));
        }

        Assert.InRange(refusals, 3, 63);
        Assert.Equal([First, Second], changed.Select(h => Executed("Shell", h)));
    }

    [Fact]
    public void A_body_is_known_by_the_address_of_its_home()
    {
        Boot();
        uint home = Homes("Shell")[3];
        CellEvolution.Apply(Changing(home, First).Make());
        CellInfo brought = Named("Shell~1");
        Assert.Equal(Named("Shell").Base.Value + home, Redirections.HomeOf(brought.Base.Value));
        Assert.Equal(0ul, Redirections.HomeOf(brought.Base.Value + 8));
        Assert.Equal(
            [Named("Shell").Describe(Named("Shell").Base + home)], Assert.Single(CellEvolution.Kept).Functions);
    }
}
