using System.Buffers.Binary;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>What is kept of evolutions, what is freed, and what can be come back to.</summary>
public sealed class EvolutionHistoryTests : EvolutionTest
{
    [Fact]
    public void What_nothing_needs_any_more_is_gone_however_often_it_is_swapped()
    {
        Boot();
        uint home = Homes("Shell")[3];
        byte original = Executed("Shell", home);
        CellEvolution.Apply(Changing(home, First).Make());
        CellEvolution.Apply(Changing(home, Second).Make());
        CellEvolution.Apply(Changing(home, 0).Make());
        Assert.Equal([2u, 3u], CellEvolution.Kept.Select(e => e.Generation)); // the second is the way back
        (ulong Free, int Cells, ulong Pages) settled = default;
        for (int i = 0; i < 200; i++)
        {
            byte body = (byte)(i + 1);
            CellEvolution.Apply(Changing(home, body).Make());
            Assert.Equal(body, Executed("Shell", home));
            CellEvolution.Apply(Changing(home, 0).Make());
            Assert.Equal(original, Executed("Shell", home));
            Assert.Equal(0, CellEvolution.Settle());
            settled = i == 0 ? Books() : settled;
            Assert.Equal(settled, Books());
        }
    }

    [Fact]
    public void What_another_imports_from_is_kept_and_one_that_imports_from_what_is_gone_is_refused()
    {
        Boot();
        uint home = Homes("Shell")[3];
        CellEvolution.Apply(Changing(home, First).Make());
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~1" }.With("Shell", home, Second).Make());
        CellEvolution.Apply(Changing(home, First).Make());
        CellEvolution.Apply(Changing(home, Second).Make()); // the second is gone, and what it has imported from
        CellEvolution.Settle();
        Assert.Equal(["Shell~3", "Shell~4"], CellEvolution.CellsKept);
        (ulong Free, int Cells, ulong Pages) before = Books();
        Assert.Equal(EvolutionError.MissingCell,
            Refused(new SamplePackage { ImportsFrom = "Shell~1" }.With("Shell", home, First).Make()));
        Assert.Equal(before, Books());
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~4" }.With("Shell", home, First).Make());
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~5" }.With("Shell", home, Second).Make());
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~5" }.With("Shell", home, First).Make());
        Assert.Equal(["Shell~4", "Shell~5", "Shell~6", "Shell~7"], CellEvolution.CellsKept.Order());
    }

    [Fact]
    public void What_was_undone_comes_back_and_another_of_its_number_can_come_in_its_place()
    {
        Boot();
        uint home = Homes("Shell")[3];
        byte[] package = Changing(home, First).Make();
        CellEvolution.Apply(package);
        VirtualAddress body = Named("Shell~1").Base;
        (ulong Free, int Cells, ulong Pages) before = Books();
        for (int i = 0; i < 1000; i++)
        {
            CellEvolution.Undo();
            Assert.NotEqual(First, Executed("Shell", home));
            Assert.Equal(1, i % 2 == 0 ? CellEvolution.Redo().Functions : CellEvolution.Apply(package).Functions);
            Assert.Equal((First, body), (Executed("Shell", home), Named("Shell~1").Base));
        }

        Assert.Equal(EvolutionError.NothingToRedo, Assert.Throws<EvolutionException>(CellEvolution.Redo).Error);
        Assert.Equal(before.Cells, Books().Cells);
        CellEvolution.Undo();
        Assert.Empty(CellEvolution.CellsKept);
        UseScan.IsAnyReferred = true; // whatever was undone is still used
        CellEvolution.Apply(Changing(home, Second).Make());
        Assert.Equal(Second, Executed("Shell", home));
        Assert.Equal(2, CellRegistry.Cells.Count(cell => cell.Name == "Shell~1"));
        Assert.Equal("Shell~1", Assert.Single(CellEvolution.CellsKept));
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~1" }.With("Shell", home, First).Make());
        CellEvolution.Undo();
        Assert.Equal(Second, Executed("Shell", home));
        UseScan.IsAnyReferred = false;
        Assert.Equal(2, CellEvolution.Settle());
        Assert.NotEqual(body, Named("Shell~1").Base);
        Assert.Equal(before.Cells, Books().Cells);
    }

    [Fact]
    public void With_no_place_left_it_is_refused_until_something_is_not_used_any_more()
    {
        Boot();
        uint home = Homes("Shell")[3];
        UseScan.IsAnyReferred = true;
        for (int i = 0; i < EvolutionHistory.Capacity; i++)
        {
            CellEvolution.Apply(Changing(home, (byte)(i + 1)).Make());
        }

        (ulong Free, int Cells, ulong Pages) before = Books();
        Assert.Equal(EvolutionError.NoRoom, Refused(Changing(home, Second).Make()));
        Assert.Equal(before, Books());
        UseScan.IsAnyReferred = false;
        CellEvolution.Apply(Changing(home, Second).Make());
        Assert.Equal(Second, Executed("Shell", home));
        Assert.Equal(2, CellEvolution.Kept.Count);
    }

    [Fact]
    public void Nobody_comes_back_to_a_state_of_which_a_body_was_freed()
    {
        Boot();
        uint[] homes = Homes("Shell");
        CellEvolution.Apply(Changing(homes[0], First).Make());
        CellEvolution.Apply(Changing(homes[1], First).Make());
        CellEvolution.Apply(Changing(homes[0], Second).Make());
        CellEvolution.Apply(Changing(homes[2], First).Make()); // the first is gone, the second is led to
        Assert.Equal(["Shell~2", "Shell~3", "Shell~4"], CellEvolution.CellsKept.Order());
        CellEvolution.Undo();
        Assert.Equal(EvolutionError.NothingToUndo, Assert.Throws<EvolutionException>(CellEvolution.Undo).Error);
        Assert.Equal([Second, First], homes.Take(2).Select(h => Executed("Shell", h)));
        Assert.Equal(0ul, Redirections.HomeOf(Named("Shell~2").Base.Value + 8));
        CellEvolution.Redo();
        Assert.Equal([Second, First, First], homes.Take(3).Select(h => Executed("Shell", h)));
    }

    [Fact]
    public void One_in_the_middle_is_freed_and_those_before_it_are_still_found()
    {
        Boot();
        uint[] homes = Homes("Shell");
        CellEvolution.Apply(Changing(homes[0], First).Make());
        for (int i = 0; i < 3; i++)
        {
            CellEvolution.Apply(Changing(homes[1], (byte)(First + i)).Make());
        }

        Assert.Equal(["Shell~1", "Shell~3", "Shell~4"], CellEvolution.CellsKept.Order());
        CellEvolution.Apply(new SamplePackage { ImportsFrom = "Shell~1" }.With("Shell", homes[1], First).Make());
        Assert.Equal([First, First], homes.Take(2).Select(h => Executed("Shell", h)));
        Assert.Equal(4u, CellEvolution.Undo().Generation);
        Assert.Equal([First, First + 2], homes.Take(2).Select(h => (int)Executed("Shell", h)));
    }
}
