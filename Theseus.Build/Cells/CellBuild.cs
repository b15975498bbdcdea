using System.Globalization;
using Theseus.Build.Linking;
using Theseus.Build.Proof;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Writes the cells of a world and the nano-core that loads them.</summary>
public static class CellBuild
{
    public const string BudgetFile = "Theseus.Build/Cells/nano-core-budget.txt";

    private const int LargestShown = 10;

    /// <param name="workspace">Where the files go.</param>
    /// <param name="graph">A world with what is live in it. It is the nano-core's afterwards.</param>
    /// <param name="request">What it was made of.</param>
    /// <param name="rule">What is to be in the nano-core.</param>
    /// <param name="owner">From a mangled symbol to its assembly.</param>
    /// <param name="isOfProgram">True of the mangled name of a method that a program's source says.</param>
    /// <param name="withMap">Write the map too.</param>
    /// <returns>The world, cut, all its pieces placed.</returns>
    /// <exception cref="BuildException"><c>NanoCoreTooLarge</c> and all of <see cref="LinkError"/></exception>
    public static CellCutter Run(Workspace workspace, LinkGraph graph, LinkRequest request, BootstrapRule rule,
        Func<string, string> owner, Func<string, bool> isOfProgram, bool withMap)
    {
        NanoCore nanoCore = NanoCore.Find(graph, rule);
        CellCutter cutter = CellCutter.Run(graph, nanoCore.Resident, owner, request.ReadableName, isOfProgram,
            request.Apps, rule.InstanceStatics);
        LinkedImage image = NanoLinker.Run(cutter, nanoCore.Resident, rule.InstanceStatics,
            graph.Require(request.Entry, "the entry of the image"));
        Require(image.Bytes, File.ReadLines(workspace.In(BudgetFile)), nanoCore);

        Directory.CreateDirectory(Path.GetDirectoryName(workspace.BareElf)!);
        ImageWriter.WriteBare(image, workspace.BareElf);
        File.WriteAllBytes(workspace.Names, image.NameFile);
        CellPlaces places = new(image, cutter);
        UnwindTable own = UnwindingOf(NanoLinker.CellOf(image), Layout.ImageBase);
        (long loadable, long metadata, List<UnwindTable> unwinding) = WriteCells(workspace, cutter, places);
        SymbolFile.Write(image, places, [own, .. unwinding], workspace.Elf);
        if (withMap)
        {
            CellMap.Write(image, cutter, places, workspace.Map);
        }

        Progress.Say($"{cutter.Cells.Count} cells: {loadable / 1024.0 / 1024:f1} MiB to load, "
            + $"{metadata / 1024.0 / 1024:f1} MiB of tables; nano-core: {image.Bytes / 1024} KiB in memory, "
            + $"{cutter.NanoCore.Pieces.Count} sections, "
            + $"{own.Count} functions");
        return cutter;
    }

    private static (long Loadable, long Metadata, List<UnwindTable> Unwinding) WriteCells(
        Workspace workspace, CellCutter cutter, CellPlaces places)
    {
        if (Directory.Exists(workspace.Cells))
        {
            Directory.Delete(workspace.Cells, recursive: true);
        }

        Directory.CreateDirectory(workspace.Cells);
        Directory.CreateDirectory(workspace.NamesOfCells);
        List<CellNaming> all = new() { cutter.NamesOf(cutter.NanoCore) };
        (long loadable, long metadata, List<UnwindTable> unwinding) = (0L, 0L, new List<UnwindTable>());
        foreach (Cell cell in cutter.Cells)
        {
            byte[] file = cutter.FileOf(cell);
            CellView view = new(file);
            Require(cell.Name, file, cutter.World);

            File.WriteAllBytes(Path.Combine(workspace.Cells, cell.Name + ".cell"), file);
            all.Add(cutter.NamesOf(cell));
            File.WriteAllBytes(Path.Combine(workspace.NamesOfCells, cell.Name + ".names"),
                NamesFile.Make(cutter.World, [all[^1]], withSections: true));
            loadable += view.PageCrcs.Length * (long)CellHeader.PageBytes;
            metadata += CellValidator.TablesEnd(view);
            unwinding.Add(UnwindingOf(file, places.BaseOf(cell)));
        }

        File.WriteAllBytes(workspace.CellNames, NamesFile.Make(cutter.World, all, withSections: false));
        return (loadable, metadata, unwinding);
    }

    /// <summary>Refuses a cell file that the kernel would refuse: an error of this program.</summary>
    /// <param name="cell">The cell's name.</param>
    /// <param name="file">Its file.</param>
    /// <param name="world">The world that it must be of.</param>
    /// <exception cref="BuildException"><c>BadCell</c></exception>
    public static void Require(string cell, byte[] file, Hash128 world)
    {
        if (!CellValidator.Check(file, world, out CellFault fault))
        {
            throw new BuildException("BadCell",
                $"{cell}: {fault.Error} in {fault.Part} {fault.Index}: {fault.Value}, limit {fault.Limit}");
        }
    }

    private static UnwindTable UnwindingOf(byte[] cell, ulong at)
    {
        CellHeader header = new CellView(cell).Header;
        return new UnwindTable(at, Bytes(header.Functions, FunctionTable.EntryBytes), Bytes(header.Cfi, 1));

        byte[] Bytes(TableRange range, int entryBytes) =>
            cell.AsSpan((int)range.Offset, (int)range.Count * entryBytes).ToArray();
    }

    /// <param name="bytes">What the nano-core has in memory.</param>
    /// <param name="budget">The lines of <see cref="BudgetFile"/>.</param>
    /// <param name="nanoCore">For the message: what takes most.</param>
    /// <exception cref="LinkException"><see cref="LinkError.NanoCoreTooLarge"/></exception>
    public static void Require(ulong bytes, IEnumerable<string> budget, NanoCore nanoCore)
    {
        ulong limit = ulong.Parse(budget.First(l => !l.StartsWith('#')), CultureInfo.InvariantCulture);
        if (bytes > limit)
        {
            throw new LinkException(LinkError.NanoCoreTooLarge,
                $"{bytes} bytes, {BudgetFile} allows {limit}\n  {string.Join("\n  ", nanoCore.Largest(LargestShown))}");
        }
    }
}
