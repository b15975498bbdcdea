using System.Text;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'graph'.</summary>
internal static class Graph
{
    /// <summary>
    /// Writes programs, tasks, what they own and hold, and which cells refer to which, in Graphviz' language.
    /// </summary>
    public static int Run(string[] arguments)
    {
        if (arguments.Length != 0)
        {
            return Commands.Usage("graph");
        }

        Owned owned = new();
        StringBuilder text = new("digraph theseus {\n  rankdir=LR;\n  node [shape=box];\n");
        foreach (IGrouping<int, TaskList.Line> program in owned.Tasks.GroupBy(task => task.Program))
        {
            string name = $"program {ProgramRunner.NameOf(program.Key)}";
            foreach (TaskList.Line task in program)
            {
                Add(text, name, Owned.NameOf(task), "");
                Add(text, owned, task);
            }

            foreach (OwnershipReport.Edge edge in owned.LeftIn(program.Key))
            {
                Add(text, name, edge);
            }
        }

        AddCells(text);
        Console.Write(text.Append("}\n"));
        return 0;
    }

    private static void Add(StringBuilder text, Owned owned, TaskList.Line task)
    {
        string name = Owned.NameOf(task);
        if (task.EntryCell != CellNumber.NanoCore)
        {
            Add(text, name, $"cell {Owned.NameOf(task.EntryCell)}", "holds");
        }

        Add(text, name, $"stack {new VirtualAddress(task.StackLow)}", "");
        if (Owned.MemoryOf(task) is { } memory && Owned.Describe(memory) is { Length: > 0 } what)
        {
            Add(text, name, $"memory of task {task.Number}", what);
        }

        foreach (OwnershipReport.Edge edge in owned.Of(task))
        {
            Add(text, edge.Kind == OwnedKind.Child ? owned.Tasks.Where(child => child.Number == edge.Number)
                .Select(Owned.NameOf).FirstOrDefault() : null, name, edge);
        }
    }

    private static void Add(StringBuilder text, string from, OwnershipReport.Edge edge) => Add(text, null, from, edge);

    private static void Add(StringBuilder text, string? child, string from, OwnershipReport.Edge edge) =>
        Add(text, from, child ?? (edge.Kind is OwnedKind.SendingEnd or OwnedKind.ReceivingEnd ? "channel" : "lock")
            + $" {edge.Number}", edge.Kind switch
            {
                OwnedKind.SendingEnd => "sends",
                OwnedKind.ReceivingEnd => "receives",
                OwnedKind.Mutex => "locks",
                OwnedKind.ReadLock => "reads",
                OwnedKind.WriteLock => "writes",
                _ => "child",
            });

    private static void AddCells(StringBuilder text)
    {
        foreach (CellInfo cell in CellRegistry.Cells.Where(cell => cell.Name != CellEdges.World
            && cell.State is CellState.Open or CellState.Resident))
        {
            foreach (CellInfo other in CellEdges.TargetsOf(cell))
            {
                Add(text, $"cell {cell.Name}", $"cell {other.Name}", "");
            }
        }
    }

    private static void Add(StringBuilder text, string from, string to, string how)
    {
        text.Append("  ").Append(Quoted(from)).Append(" -> ").Append(Quoted(to));
        if (how.Length != 0)
        {
            text.Append(" [label=").Append(Quoted(how)).Append(']');
        }

        text.Append(";\n");
    }

    /// <summary>A name, which a program may have chosen, as one of Graphviz'.</summary>
    private static string Quoted(string name) => $"\"{name.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"";
}
