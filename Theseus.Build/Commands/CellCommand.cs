using Theseus.Build.Cells;
using Theseus.Format;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus cell FILE [--PART ...]</c>: prints a cell file; its header always, without parts all of it.
/// </summary>
public static class CellCommand
{
    private static readonly string[] s_parts = [
        "--sections", "--symbols", "--relocations", "--functions", "--dependencies", "--names"];

    /// <exception cref="BuildException">The id is that of the <see cref="CellError"/>, or
    /// <c>NoSuchFile</c>.</exception>
    public static int Run(ReadOnlySpan<string> arguments)
    {
        (string? file, HashSet<string> parts) = ((string?)null, new HashSet<string>());
        foreach (string argument in arguments)
        {
            if (s_parts.Contains(argument))
            {
                parts.Add(argument);
            }
            else if (file is null && !argument.StartsWith("--", StringComparison.Ordinal))
            {
                file = argument;
            }
            else
            {
                return Usage.BadArgument("cell", argument);
            }
        }

        if (file is null)
        {
            return Usage.Unknown("cell");
        }

        if (!File.Exists(file))
        {
            throw new BuildException("NoSuchFile", $"{file} is not there");
        }

        using StreamWriter output = new(Console.OpenStandardOutput());
        string names = Path.Combine(Workspace.Find().NamesOfCells, Path.GetFileNameWithoutExtension(file) + ".names");
        Print(file, File.ReadAllBytes(file), File.Exists(names) ? File.ReadAllBytes(names) : [], parts, output);
        return 0;
    }

    /// <summary>Any world will do: what matters is that the file is sound.</summary>
    /// <param name="file">For messages.</param>
    /// <param name="bytes">The cell.</param>
    /// <param name="names">A file of names, or none. Those of another world count for nothing.</param>
    /// <param name="parts">What to print.</param>
    /// <param name="output">Where to.</param>
    public static void Print(string file, byte[] bytes, byte[] names, IReadOnlySet<string> parts, TextWriter output)
    {
        CellView cell = new(bytes);
        Hash128 world = cell.HasHeader ? cell.Header.WorldIdentity : default;
        if (!CellValidator.Check(bytes, world, out CellFault fault))
        {
            throw new BuildException(fault.Error.ToString(), $"{file}: {Describe(fault)}");
        }

        CellPrinter printer = new(cell, new CellNames(names, cell), output);
        printer.Header();
        if (Wants("--sections"))
        {
            printer.Sections();
        }

        if (Wants("--symbols"))
        {
            printer.Symbols();
        }

        if (Wants("--dependencies"))
        {
            printer.Dependencies();
        }

        if (Wants("--relocations"))
        {
            printer.Relocations();
        }

        if (Wants("--functions"))
        {
            printer.Functions();
        }

        if (parts.Contains("--names"))
        {
            printer.Names();
        }

        bool Wants(string part) => parts.Count == 0 || parts.Contains(part);
    }

    public static string Describe(CellFault fault) =>
        $"{fault.Error} in {fault.Part}, entry {fault.Index}: {fault.Value} (0x{fault.Value:x}), limit {fault.Limit} "
            + $"(0x{fault.Limit:x})";
}
