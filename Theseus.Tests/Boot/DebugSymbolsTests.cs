using System.Globalization;
using Theseus.Build;
using Theseus.Build.Machine;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// The symbols that a debugger takes from <c>out/theseus.elf</c> are where the running kernel has them.
/// </summary>
public sealed class DebugSymbolsTests : IDisposable
{
    private const string Code = ".text.", Method = "Hello_Theseus_Cells_Hello_Program__Main",
        ReadableMethod = "Theseus.Cells.Hello.Program.Main";

    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    [Fact]
    public void A_symbol_of_every_cell_is_where_the_kernel_says_it_is()
    {
        Dictionary<string, string> cells = CellsWithCode();
        Dictionary<string, ulong> last = new();
        ulong method = 0;
        foreach ((ulong address, string section, string name) in Symbols())
        {
            method = name == Method ? address : method;
            if (cells.TryGetValue(section, out string? cell))
            {
                last[cell] = Math.Max(address, last.GetValueOrDefault(cell));
            }
        }

        Assert.True(last.Count > 30 && last.ContainsKey("System.Private.CoreLib")
            && method != 0, $"{last.Count} cells, method at {method:x}");

        string[] lines = [$"symbol {ReadableMethod}", .. last.Values.Select(a => $"where {a:x}")];
        ExecResult result = SharedBoot.Exec(new MachineOptions(), lines);
        SharedBoot.AssertNoTrouble(result);
        Assert.StartsWith($"  {method:x16}  Hello: {ReadableMethod}+0x0", result.Lines[0].Output);
        foreach (((string cell, ulong address), (string output, _)) in last.Zip(result.Lines.Skip(1)))
        {
            string first = output.Split('\n')[0].TrimEnd();
            Assert.True(first.StartsWith($"  {cell}: ", StringComparison.Ordinal)
                && first.EndsWith("+0x0", StringComparison.Ordinal),
                $"{cell} has a symbol at {address:x}; there is {output}");
        }
    }

    /// <summary>Cells by the number of the ELF section that stands for their code.</summary>
    private Dictionary<string, string> CellsWithCode() => Read("-S")
        .Select(l => l.Replace("[", "", StringComparison.Ordinal).Replace("]", "", StringComparison.Ordinal)
        .Split(' ', StringSplitOptions.RemoveEmptyEntries))
        .Where(w => w.Length > 2 && w[1].StartsWith(Code, StringComparison.Ordinal))
        .ToDictionary(w => w[0], w => w[1][Code.Length..]);

    /// <summary>Every symbol that starts a section of code, and others.</summary>
    private IEnumerable<(ulong Address, string Section, string Name)> Symbols() => Read("-s")
        .Select(l => l.Split(' ', 8, StringSplitOptions.RemoveEmptyEntries))
        .Where(w => w.Length == 8 && w[0].EndsWith(':') && w[0] != "Num:")
        .Select(w => (ulong.Parse(w[1], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture), w[6], w[7]));

    private IEnumerable<string> Read(string what)
    {
        string log = Path.Combine(_folder, "readelf.log" + what);
        Tool.Run(log, "readelf", "-W", what, Workspace.Find().Elf);
        return File.ReadLines(log);
    }
}
