using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;

namespace Theseus.CellLinker;

/// <summary>The evolutions that are kept, and the one that the system is in.</summary>
[NoAllocation]
[NeverThrows]
internal static class EvolutionHistory
{
    /// <summary>Evolutions that are kept at most.</summary>
    public const int Capacity = 32;

    /// <summary>Cells that one may name.</summary>
    public const int MostCells = 1 << CellBits;

    /// <summary>The lowest number of a file that an evolution has brought (<see cref="CellRecord.File"/>).</summary>
    public const int FirstFile = 1 << 16;

    private const int CellBits = 8;

    [InlineArray(Capacity)]
    private struct Records
    {
        private EvolutionRecord _first;
    }

    private static Records s_records;
    private static int s_current; // one more than its place

    /// <summary>Place of the evolution that the system is in; -1 as it was booted.</summary>
    public static int Current
    {
        get => s_current - 1;
        set => s_current = value + 1;
    }

    /// <summary>Bytes that the table takes.</summary>
    public static ulong Bytes => Capacity * SpanView.SizeOf<EvolutionRecord>();

    /// <summary>All functions that have another body than the one at their home.</summary>
    public static ReadOnlySpan<Redirection> InForce => TableOf(Current);

    /// <summary>The state of the system's code: that of the boot, or the one that the last evolution led to.</summary>
    public static Hash128 State => StateOf(Current);

    /// <summary>Evolutions from the boot to the state that the system is in.</summary>
    public static uint Generation => Current < 0 ? 0 : At(Current).View.Header.Generation;

    /// <summary>An evolution, or a free place.</summary>
    public static ref EvolutionRecord At(int place) => ref s_records[place];

    /// <summary>The functions that have another body in the state that an evolution led to; -1 for the boot.</summary>
    public static ReadOnlySpan<Redirection> TableOf(int place) => place < 0 ? default : At(place).Table;

    /// <summary>A free place; -1 for none.</summary>
    public static int FindFree()
    {
        int place = 0;
        while (place < Capacity && At(place).Phase != EvolutionPhase.None)
        {
            place++;
        }

        return place < Capacity ? place : -1;
    }

    /// <summary>
    /// The cell that a name means in a state: one that the evolution has brought that led to it, or one before that;
    /// else one of the boot. What was undone may have brought one of the same name. None where there is none.
    /// </summary>
    /// <param name="place">The evolution; -1 for the boot.</param>
    /// <param name="name">The cell's.</param>
    public static CellNumber FindCell(int place, ReadOnlySpan<byte> name)
    {
        for (int at = place; at >= 0; at = At(at).Previous)
        {
            if (CellTable.Find(name, at) is { IsNone: false } cell)
            {
                return cell;
            }
        }

        return CellTable.Find(name, -1);
    }

    /// <summary>True of an evolution that the system is in, or that led to that state.</summary>
    public static bool IsOnTheWay(int place)
    {
        int at = Current;
        while (at >= 0 && at != place)
        {
            at = At(at).Previous;
        }

        return at >= 0;
    }

    /// <summary>The state that an evolution led to; with -1 that of the boot.</summary>
    public static Hash128 StateOf(int place) => place < 0 ? CellTable.World : At(place).View.Header.To;

    /// <summary>True of an evolution from whose state the one directly before it can be come to.</summary>
    public static bool CanUndo(int place)
    {
        int previous = At(place).Previous;
        return At(place).View.Header.From.Is(StateOf(previous)) && (previous < 0 || !At(previous).IsStateGone);
    }

    /// <summary>True of an evolution that was undone, and leads on from the state of now.</summary>
    public static bool CanRedo(int place) => At(place).Phase == EvolutionPhase.Retired && !At(place).IsStateGone
        && At(place).View.Header.From.Is(State);

    /// <summary>
    /// Place of the evolution that was undone, is kept, and leads from the state of now to another; -1 for none.
    /// </summary>
    public static int FindUndone(Hash128 to)
    {
        int place = 0;
        while (place < Capacity && !(CanRedo(place) && At(place).View.Header.To.Is(to)))
        {
            place++;
        }

        return place < Capacity ? place : -1;
    }

    /// <summary>The number of a file that an evolution has brought.</summary>
    /// <param name="place">The evolution.</param>
    /// <param name="cell">The cell's index in its package.</param>
    public static int FileNumber(int place, int cell) => FirstFile + (place << CellBits) + cell;

    /// <summary>The place of the evolution that has brought a file of that number; -1 for a file of the boot.</summary>
    public static int PlaceOf(int file) => file < FirstFile ? -1 : (file - FirstFile) >> CellBits;

    /// <summary>A file that an evolution has brought.</summary>
    public static ReadOnlySpan<byte> FileOf(int file)
    {
        EvolutionView view = At(PlaceOf(file)).View;
        ReadOnlySpan<EvolutionCell> cells = view.Cells;
        int cell = (file - FirstFile) & (MostCells - 1);
        return cell < cells.Length ? view.FileOf(cells[cell]) : default;
    }

    /// <summary>Starts without any.</summary>
    public static void Reset()
    {
        s_records = default;
        s_current = 0;
    }
}
