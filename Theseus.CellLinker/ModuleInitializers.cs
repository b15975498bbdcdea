using System.Runtime;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Startup;

namespace Theseus.CellLinker;

/// <summary>
/// The module initialisers of cells. Those of a program and of all cells that it depends on run when it begins, for its
/// statics begin anew then; those of a cell that nobody runs do not run at all. What the shell depends on is
/// initialised once, at the boot.
/// </summary>
internal static class ModuleInitializers
{
    private static readonly bool[] s_done = new bool[CellTable.Capacity];

    /// <summary>Runs those of a cell and of what it depends on. What one throws comes out.</summary>
    /// <param name="cell">The cell's number.</param>
    /// <param name="forEver">They are not run again for anybody else.</param>
    public static void Run(CellNumber cell, bool forEver)
    {
        int count = World.InitializerCount;
        if (count == 0)
        {
            return;
        }

        bool[] wanted = new bool[CellTable.Capacity];
        AddDependencies(cell, wanted);
        for (int i = 0; i < count; i++)
        {
            nuint code = World.InitializerAt(i);
            CellNumber owner = CellTable.Find(new VirtualAddress(code));
            if (!owner.IsNone && wanted[owner.Value] && !s_done[owner.Value])
            {
                AppInvoker.Invoke(code, 0, []);
            }
        }

        for (int i = 0; forEver && i < wanted.Length; i++)
        {
            s_done[i] |= wanted[i];
        }
    }

    /// <summary>Theseus.Tasks: true for a cell that has one.</summary>
    [RuntimeExport("theseus_has_module_initializer")]
    internal static bool IsIn(CellNumber cell)
    {
        for (int i = 0; i < World.InitializerCount; i++)
        {
            if (CellTable.Find(new VirtualAddress(World.InitializerAt(i))) == cell)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Theseus.Tasks: runs that of a cell alone, which has begun anew. What it throws comes out.</summary>
    [RuntimeExport("theseus_run_module_initializer")]
    internal static void RunOf(CellNumber cell)
    {
        for (int i = 0; i < World.InitializerCount; i++)
        {
            nuint code = World.InitializerAt(i);
            if (CellTable.Find(new VirtualAddress(code)) == cell)
            {
                AppInvoker.Invoke(code, 0, []);
            }
        }
    }

    private static void AddDependencies(CellNumber cell, bool[] wanted)
    {
        if (cell.IsNone || wanted[cell.Value] || !CellTable.At(cell).HasView)
        {
            return;
        }

        wanted[cell.Value] = true;
        CellView view = CellTable.At(cell).View;
        if (view.Name.SequenceEqual("world"u8))
        {
            return; // its tables list everything that there is
        }

        foreach (CellDependency dependency in view.Dependencies)
        {
            AddDependencies(CellTable.Find(view.Text(dependency.Name)), wanted);
        }
    }
}
