using System.Buffers.Binary;
using Theseus.Build;
using Theseus.CellLinker;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Runtime.Unwind;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.CellLinker;

/// <summary>
/// The kernel's loader on a simulated machine of 256 MiB, with the cells of the last build (<c>./theseus test</c>
/// builds them). At a test's end every frame has its owner, and no page is both writable and executable.
/// </summary>
// SAFETY: simulated RAM is read within a frame.
[Collection("owned")]
public abstract unsafe class LoaderTest : IDisposable
{
    private static readonly Lazy<(string Name, byte[] Bytes)[]> s_cells = new(() =>
        [.. Directory.GetFiles(Workspace.Find().Cells, "*.cell").Order(StringComparer.Ordinal)
            .Select(file => (Path.GetFileNameWithoutExtension(file), File.ReadAllBytes(file)))]);

    private static readonly Lazy<byte[]> s_nanoCore = new(FindNanoCore);

    private protected static readonly MemoryOwner Cell = MemoryOwner.Of(MemoryKind.Cell);

    private protected LoaderTest()
    {
        TestMachine.Pc(256).Start();
        CellCodeTables.Known.Clear();
        NanoCoreImage.File = s_nanoCore.Value;
        NanoCoreImage.Pages = new byte[new CellView(s_nanoCore.Value).Header.MemoryBytes];
        BootFiles.Files.Clear();
    }

    public void Dispose()
    {
        GC.SuppressFinalize(this);
        Assert.Empty(MemoryAudit.Run());
        ModelTlb.Check();
        PageCounts counts = PageTableWalk.Count();
        Assert.Equal(0ul, counts.WritableAndExecutable + counts.WritableAliasesOfCode + counts.Unknown);
    }

    /// <summary>Boots with all cells of the last build, each as a test wants it; null leaves it out.</summary>
    private protected static void Boot(Func<string, byte[], byte[]?>? change = null)
    {
        foreach ((string name, byte[] bytes) in s_cells.Value)
        {
            if ((change is null ? bytes : change(name, [.. bytes])) is { } file)
            {
                BootFiles.Files.Add((name, file));
            }
        }

        CellBoot.Initialize();
    }

    private protected static CellInfo Named(string name) => CellRegistry.Find(name)!.Value;

    private protected static byte[] FileOf(string name) => s_cells.Value.Single(c => c.Name == name).Bytes;

    private protected static CellError Load(CellInfo cell, uint page) => PageLoad.Run(cell.Number, page, out _);

    /// <summary>What the CPU finds at a page of a cell; null for a page fault.</summary>
    private protected static ModelTlb.Translation? At(CellInfo cell, uint page) =>
        ModelTlb.Touch((cell.Base + ((ulong)page * CellHeader.PageBytes)).Page);

    private protected static byte[] BytesAt(CellInfo cell, uint page)
    {
        Frame frame = At(cell, page)!.Value.Frame;
        return new ReadOnlySpan<byte>(PhysicalMemory.At(frame.Start), CellHeader.PageBytes).ToArray();
    }

    /// <summary>The nano-core's own cell file, which lies among the constants of the image.</summary>
    private static byte[] FindNanoCore()
    {
        byte[] image = File.ReadAllBytes(Workspace.Find().BareElf);
        Span<byte> magic = stackalloc byte[sizeof(ulong)];
        BinaryPrimitives.WriteUInt64LittleEndian(magic, CellHeader.ExpectedMagic);
        for (int at = 0; at + CellHeader.Bytes < image.Length; at += 8)
        {
            CellView view = new(image.AsSpan(at));
            if (image.AsSpan(at).StartsWith(magic) && CellValidator.Check(view.Bytes, view.Header.WorldIdentity, out _))
            {
                return image[at..(at + (int)view.Header.FileBytes)];
            }
        }

        throw new InvalidOperationException("the image has no description of the nano-core");
    }
}
