using System.Text;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Runtime.Startup;

namespace Theseus.CellLinker;

/// <summary>The cells that can be run, by the name that the prompt knows them by.</summary>
public static class Apps
{
    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = Array.AsReadOnly(ReadNames());

    /// <summary>The cell that is an app of that name; none if there is none.</summary>
    public static CellNumber Find(string name)
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (HasApp(cell) && string.Equals(NameOf(cell), name, StringComparison.Ordinal))
            {
                return cell;
            }
        }

        return CellNumber.None;
    }

    /// <summary>
    /// Why a cell of that name cannot be run: its file was refused. Null where there is no such file.
    /// </summary>
    public static string? WhyRefused(string name)
    {
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            ref CellRecord record = ref CellTable.At(cell);
            if (record.State == CellState.Refused
                && string.Equals(name, Encoding.UTF8.GetString(BootFiles.Name(record.File)),
                StringComparison.OrdinalIgnoreCase))
            {
                CellFault fault = record.Fault;
                return $"the file of its cell was refused: {fault.Error} in {fault.Part} {fault.Index} "
                    + $"(0x{fault.Value:x}, limit 0x{fault.Limit:x})";
            }
        }

        return null;
    }

    /// <summary>
    /// Runs an app's Main on the caller's stack; its exceptions pass through. What it needs of its own cell and of
    /// others is loaded as it gets there. Returns its status; null if it returns none.
    /// </summary>
    /// <exception cref="CellLoadException">The cell's tables are damaged, or there is no memory for it.</exception>
    /// <exception cref="ArgumentOutOfRangeException">The number is none of an app's.</exception>
    internal static int? Run(CellNumber app, string[] arguments)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)app.Value, (uint)CellTable.Count, nameof(app));
        ArgumentOutOfRangeException.ThrowIfEqual(HasApp(app), false, nameof(app));
        CellError error = Opening.Run(app);
        if (error != CellError.None)
        {
            throw CellLoadException.Make(app, default, error, 0);
        }

        CellApp entry = CellTable.At(app).Checked.View.App[0];
        int status = AppInvoker.Invoke((nuint)(CellTable.At(app).Base + entry.Entry).Value, entry.Flags, arguments);
        return (entry.Flags & CellApp.ReturnsStatus) != 0 ? status : null;
    }

    /// <summary>
    /// The address of the MethodTable of an app's module type, by which reflection finds its assembly; 0 if it has
    /// none.
    /// </summary>
    internal static nint ModuleType(CellNumber app)
    {
        string assembly = new CellInfo(app).Name;
        string mangled = $"{string.Concat(assembly.Select(c => char.IsAsciiLetterOrDigit(c) ? c : '_'))}__Module_";
        int symbol = CellTable.At(app)
            .View.FindSymbol(NameHash.Of(Encoding.UTF8.GetBytes($"_ZTV{mangled.Length}{mangled}")));
        return symbol < 0 ? 0 : (nint)(CellTable.At(app).Base + CellTable.At(app).View.Symbols[symbol].Offset).Value;
    }

    private static bool HasApp(CellNumber cell) =>
        CellTable.At(cell).HasView && !CellTable.At(cell).View.App.IsEmpty;

    /// <summary>The name that the prompt knows an app by.</summary>
    internal static string NameOf(CellNumber cell)
    {
        CellView view = CellTable.At(cell).View;
        return Encoding.UTF8.GetString(view.Text(view.App[0].Name));
    }

    private static string[] ReadNames()
    {
        List<string> names = [];
        for (CellNumber cell = CellNumber.NanoCore; CellTable.Has(cell); cell = cell.Next)
        {
            if (HasApp(cell))
            {
                names.Add(NameOf(cell));
            }
        }

        names.Sort(StringComparer.Ordinal);
        return [.. names];
    }
}
