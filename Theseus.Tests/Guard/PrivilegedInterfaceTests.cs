using Microsoft.CodeAnalysis;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>
/// What only the kernel may do cannot be named in a cell: CS0122 is "inaccessible due to its protection level".
/// </summary>
public sealed class PrivilegedInterfaceTests
{
    private const string Inaccessible = "CS0122";

    [Theory]
    [InlineData("Theseus.Runtime.Cpu.WritePageTableRoot(0);")]
    [InlineData("Theseus.Runtime.Cpu.WriteMsr(0xC0000080, 0);")]
    [InlineData("Theseus.Runtime.Cpu.Out8(0x64, 0xFE);")]
    [InlineData("Theseus.Runtime.Startup.AppInvoker.Invoke(0x1234, 0, []);")]
    [InlineData("Theseus.Runtime.Panic.Stop(default);")]
    [InlineData("Theseus.Runtime.Panic.PowerOffPort = 1;")]
    [InlineData("Theseus.Memory.OwnerEnd.ReleaseAll(Theseus.Memory.MemoryOwner.Current);")]
    [InlineData("Theseus.Memory.OwnerTable.Enter(Theseus.Memory.MemoryOwner.Current);")]
    [InlineData("_ = Theseus.Memory.MemoryOwner.Of(Theseus.Memory.MemoryKind.Heap);")]
    [InlineData("Theseus.Memory.DevicePages.Map(new(0xFEE00000), 4096, default, default);")]
    [InlineData("_ = new Theseus.Memory.DeviceOffer(\"lapic\", 0xFEE00000, 4096, false);")]
    [InlineData("Theseus.Memory.DeviceRegistry.OfferPorts(\"all\", 0, 65535);")]
    [InlineData("Theseus.Memory.PortRange.TryClaim(0, 1, default, out _);")]
    [InlineData("Theseus.Memory.MappedPages.MakeExecutable(Theseus.Memory.MappedPages.Allocate(1).MakeReadOnly());")]
    [InlineData("Theseus.Memory.Physical.FrameAllocator.TryTake(default, default, false, out _);")]
    [InlineData("_ = Theseus.Format.SpanView.Of<long>(default, 0, 1);")]
    [InlineData("Theseus.Memory.Testing.MemoryProbe.Write(default, 1);")]
    [InlineData("Theseus.Memory.NativeHeap.Free(null);")]
    [InlineData("Theseus.CellLinker.Apps.Run(default, []);")]
    [InlineData("Theseus.CellLinker.CellUnloader.Unload(default);")]
    [InlineData("Theseus.Platform.Native.Process.NativeSystem.Exit(0);")]
    [InlineData("Theseus.Platform.Devices.Power.Off(0);")]
    public void A_cell_cannot_name(string statement) =>
        Assert.Contains(Inaccessible, Errors($"using Theseus.Memory; {statement}"));

    [Fact]
    public void A_cell_may_use_what_is_left() => Assert.Empty(Errors("""
        using Theseus.Memory; using Theseus.CellLinker;
        using MappedPages<ReadWrite> buffer = MappedPages.Allocate(1 << 20);
        buffer.AsSpan<int>(0, 1000)[1] = 2;
        using AllocatedFrames frames = AllocatedFrames.Allocate(1);
        if (DeviceRegistry.Find("rtc") is { } clock)
        {
            using PortRange ports = clock.ClaimPorts();
            ports.Write8(0, 0);
        }

        Console.WriteLine($"{CellRegistry.Find("hello")} {MemoryMap.Describe(buffer.Start)} {MemoryOwner.Current} {Apps.Names.Count}");
        """));

    [Fact]
    public void Another_kind_of_access_cannot_be_made_up() => Assert.Contains("CS9044", Errors("""
        _ = default(Theseus.Memory.MappedPages<Both>).Length;
        struct Both : Theseus.Memory.IPageAccess { public static Theseus.Memory.PageAccess Access => (Theseus.Memory.PageAccess)2; }
        """));

    [Fact]
    public void The_cells_that_see_the_internals_are_there_and_each_has_a_reason()
    {
        string root = Theseus.Build.Workspace.Find().Root;
        string[] lines = [
            .. File.ReadLines(Path.Combine(root, "Theseus.Build", "Guard", "trusted-cells.txt"))
            .Where(line => line.Length != 0 && line[0] != '#')];
        Assert.NotEmpty(lines);
        Assert.All(lines, line =>
        {
            string[] parts = line.Split(": ", 2);
            Assert.True(parts is [_, { Length: > 10 }], line);
            Assert.True(Directory.Exists(Path.Combine(root, "Theseus.Cells", parts[0])), line);
        });
    }

    private static IEnumerable<string> Errors(string source) =>
        TrustedSources.Cell(source).GetDiagnostics()
        .Where(diagnostic => diagnostic.Severity == DiagnosticSeverity.Error).Select(diagnostic => diagnostic.Id);
}
