using Theseus.Format;
using Theseus.Runtime.Faults;

namespace Theseus.Tests.Tasks;

/// <summary>
/// Cells for what escalates: numbers from 1 on, each with the addresses from its number times 4096 on. A test says
/// where a fault comes from, who is in which cell, and what can begin anew.
/// </summary>
internal static class SimulatedCells
{
    private const int Bytes = 4096;

    /// <summary>The addresses of the stack of whatever fails next.</summary>
    public static nuint[] Stack { get; set; } = [];

    /// <summary>Those that cannot begin anew.</summary>
    public static HashSet<int> Fixed { get; } = [];

    /// <summary>Which imports from which.</summary>
    public static List<(int From, int To)> Imports { get; } = [];

    /// <summary>Which tasks of supervisors are in which cells, by their names.</summary>
    public static HashSet<(string Task, int Cell)> Inside { get; } = [];

    /// <summary>The number of a task that is in a cell and that nobody begins anew.</summary>
    public static Dictionary<int, uint> Busy { get; } = [];

    /// <summary>What initialises a cell.</summary>
    public static Dictionary<int, Action> Initializers { get; } = [];

    /// <summary>The cells of which a fresh copy was put in their place.</summary>
    public static List<int> Replaced { get; } = [];

    public static void Reset()
    {
        Stack = [];
        Fixed.Clear();
        Imports.Clear();
        Inside.Clear();
        Busy.Clear();
        Initializers.Clear();
        Replaced.Clear();
    }

    public static CellNumber Of(nuint address) => new((int)(address / Bytes));

    public static bool CanReplace(CellNumber cell) => cell.Value != 0 && !Fixed.Contains(cell.Value);

    public static bool IsIn(string task, CellNumber cell) => Inside.Contains((task, cell.Value));

    public static Action? Initializer(CellNumber cell) => Initializers.GetValueOrDefault(cell.Value);

    public static CellReplacement Replace(CellNumber cell, out uint runningTask)
    {
        if (Busy.TryGetValue(cell.Value, out runningTask))
        {
            return CellReplacement.StillRunning;
        }

        Replaced.Add(cell.Value);
        return CellReplacement.Fresh;
    }

    public static CellNumber NextDependent(CellNumber of, CellNumber behind)
    {
        IEnumerable<int> found = Imports.Where(i => i.To == of.Value && i.From > behind.Value).Select(i => i.From)
            .Where(from => CanReplace(new CellNumber(from))).Order();
        return found.FirstOrDefault() is var cell and not 0 ? new CellNumber(cell) : CellNumber.None;
    }

    /// <summary>A record of what fails now.</summary>
    public static FaultRecord RecordOf(Exception? exception)
    {
        FaultRecord record = default;
        record.Cause = exception is null ? FaultCause.Silent : FaultCause.Thrown;
        foreach (nuint at in Stack)
        {
            record.Frames[record.FrameCount++] = at;
        }

        return record;
    }
}
