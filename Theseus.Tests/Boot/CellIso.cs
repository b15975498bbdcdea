using Theseus.Build;
using Theseus.Build.Iso;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>
/// A bootable ISO of this tree's image with cells that are damaged, in a folder of its own. Nothing is compiled for it.
/// </summary>
internal sealed class CellIso : IDisposable
{
    public CellIso()
    {
        Workspace source = Workspace.Find();
        Workspace = new Workspace(Directory.CreateTempSubdirectory("theseus-test-").FullName);
        Directory.CreateDirectory(Workspace.Cells);
        foreach (string file in new[] { source.BareElf, source.Names,
            source.CellNames }.Concat(Directory.GetFiles(source.Cells, "*.cell")))
        {
            File.Copy(file, Path.Combine(Workspace.Root, Path.GetRelativePath(source.Root, file)));
        }
    }

    /// <summary>Changes the bytes of a file.</summary>
    public delegate void Damage(byte[] bytes);

    public Workspace Workspace { get; }

    public void Dispose() => Directory.Delete(Workspace.Root, recursive: true);

    /// <summary>Leaves only the first bytes of a cell's file.</summary>
    public void CutShort(string cell, Func<int, int> length)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(cell));
        File.WriteAllBytes(PathOf(cell), bytes[..length(bytes.Length)]);
    }

    /// <summary>Takes a cell out altogether.</summary>
    public void Remove(string cell) => File.Delete(PathOf(cell));

    /// <summary>Flips the lowest bit of a byte of a cell's header.</summary>
    public void FlipInHeader(string cell) =>
        Change(cell, bytes => bytes[CellHeader.HeaderCrcOffset + sizeof(uint)] ^= 1);

    /// <summary>Flips the lowest bit of a byte in the first table of a cell.</summary>
    public void FlipInTables(string cell) =>
        Change(cell, bytes => bytes[(int)new CellView(bytes).Header.Sections.Offset] ^= 1);

    /// <summary>Flips the lowest bit of a byte on each page of a cell.</summary>
    public void FlipOnPages(string cell) => Change(cell, bytes =>
    {
        CellView view = new(bytes);
        for (int page = 0; page < view.PageCrcs.Length; page++)
        {
            bytes[(int)view.Segments[0].FileOffset + (page * CellHeader.PageBytes) + 17] ^= 1;
        }
    });

    /// <summary>Makes a sound cell one of another world.</summary>
    public void MoveToOtherWorld(string cell) => Change(cell, bytes =>
    {
        // Magic, version, length of the header and of the file come before it.
        const int worldIdentity = 24;
        bytes[worldIdentity] ^= 1;
        BitConverter.TryWriteBytes(bytes.AsSpan(CellHeader.HeaderCrcOffset), CellValidator.HeaderCrc(bytes));
        Assert.True(CellValidator.Check(bytes, new CellView(bytes).Header.WorldIdentity, out _));
    });

    /// <summary>Makes the ISO.</summary>
    public void Build() => IsoBuilder.Run(Workspace, "damaged");

    private void Change(string cell, Damage damage)
    {
        byte[] bytes = File.ReadAllBytes(PathOf(cell));
        damage(bytes);
        File.WriteAllBytes(PathOf(cell), bytes);
    }

    private string PathOf(string cell) => Path.Combine(Workspace.Cells, $"{cell}.cell");
}
