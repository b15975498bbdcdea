using System.Text;
using Theseus.Format;
using Theseus.Runtime.Startup;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>From an address to the cell, the function and its name, as cells come and go.</summary>
[Collection(HostCode.Collection)]
public sealed class CodeRegionsTests
{
    private const string Functions = """
        a: .cfi_startproc
        .fill 16, 1, 0x90
        .cfi_endproc
        gap: .fill 16, 1, 0x90
        b: .cfi_startproc
        .fill 32, 1, 0x90
        .cfi_endproc
        c: .cfi_startproc
        nop
        .cfi_endproc
        """;

    [Fact]
    public void Every_byte_of_code_is_in_its_own_function_or_in_none()
    {
        using HostCode code = new(Functions, names: ["A", "B", "C"]);
        for (ulong at = code.Start - 32; at < code.Start + (ulong)code.Length + 32; at++)
        {
            FunctionEntry entry = FunctionTable.Find((nuint)at);
            string expected = at < code["a"] || at >= code["c"] + 1 || at >= code["gap"] && at < code["b"] ? ""
                : at < code["gap"] ? "A" : at < code["c"] ? "B" : "C";
            Assert.Equal(expected != "", entry.Exists);
            if (!entry.Exists)
            {
                continue;
            }

            Assert.Equal(expected, Encoding.UTF8.GetString(FunctionTable.Name(entry)));
            Assert.Equal(code[expected.ToLowerInvariant()], FunctionTable.Start(entry));
            Assert.Equal(entry.Address, FunctionTable.Root(entry).Address);
            Assert.Equal(7u, CodeRegions.Of(entry).Cell);
        }
    }

    [Fact]
    public void Funclets_lead_to_their_main_body_and_native_code_is_not_managed()
    {
        using HostCode code = new(Functions, (i, f) => i switch
        {
            1 => new CellFunction(f.Start, f.Length, f.Cfi, 0, 0, CellFunctionKind.Handler),
            2 => new CellFunction(f.Start, f.Length, f.Cfi, 0, 2, CellFunctionKind.Native),
            _ => f,
        });
        Assert.Equal(code["a"], FunctionTable.Start(FunctionTable.Root(FunctionTable.Find((nuint)code["b"]))));
        Assert.Equal((true, true, false, false), (
            FunctionTable.IsManaged((nuint)code["a"]), FunctionTable.IsManaged((nuint)code["b"]),
            FunctionTable.IsManaged((nuint)code["c"]), FunctionTable.IsManaged((nuint)code["gap"])));
        Assert.True(ReturnAddress.IsPossible((nuint)code["a"] + 16)); // behind a call that is the last instruction
        Assert.False(ReturnAddress.IsPossible((nuint)code["a"]));
    }

    [Fact]
    public void Cells_are_found_in_whatever_order_they_came_until_they_go()
    {
        int before = CodeRegions.All.Length;
        List<HostCode> cells = Enumerable.Range(0, 20).Select(i => new HostCode(Functions, cell: (uint)(100 + i)))
            .ToList();
        Random random = new(5);
        while (cells.Count > 0)
        {
            Assert.Equal(before + cells.Count, CodeRegions.All.Length);
            for (int i = 1; i < CodeRegions.All.Length; i++)
            {
                Assert.True(CodeRegions.All[i - 1].End <= CodeRegions.All[i].Start);
            }

            foreach (HostCode cell in cells)
            {
                FunctionEntry entry = FunctionTable.Find((nuint)cell["b"] + 31);
                Assert.Equal(cell["b"], FunctionTable.Start(entry));
                Assert.Equal(CodeRegions.Of(entry).Cell, CodeRegions.All[CodeRegions.FindCell((nuint)cell.Start)].Cell);
            }

            HostCode gone = cells[random.Next(cells.Count)];
            cells.Remove(gone);
            nuint address = (nuint)gone["b"];
            gone.Dispose();
            Assert.Equal((-1, -1), (CodeRegions.Find(address), CodeRegions.FindCell(address)));
            Assert.False(FunctionTable.Find(address).Exists);
        }
    }

    [Fact]
    public void Where_there_are_too_many_the_next_is_refused_and_those_that_there_are_stay()
    {
        using HostCode code = new(Functions);
        int added = 0;
        while (CodeRegions.Add(Small(added)))
        {
            added++;
        }

        try
        {
            Assert.Equal(CodeRegions.Capacity, CodeRegions.All.Length);
            Assert.Equal(code["b"], FunctionTable.Start(FunctionTable.Find((nuint)code["b"])));
            Assert.Equal(0x3000u, CodeRegions.All[CodeRegions.FindCell(0x3FFF)].Base); // its data
            Assert.Equal(-1, CodeRegions.Find(0x3FFF)); // which is no code
        }
        finally
        {
            for (int i = 0; i < added; i++)
            {
                CodeRegions.Remove(Small(i).Start);
            }
        }
    }

    /// <summary>A page that is code in its first half.</summary>
    private static CodeRegion Small(int number)
    {
        CodeRegion region = default;
        region.Base = region.Start = (nuint)(number + 1) * 0x1000;
        (region.End, region.Length) = (region.Start + 0x800, 0x1000);
        return region;
    }

    [Fact]
    public void A_function_of_no_known_cell_stops_the_machine()
    {
        FunctionEntry entry;
        using (HostCode code = new(Functions))
        {
            entry = FunctionTable.Find((nuint)code["a"]);
        }

        Assert.Throws<Theseus.Runtime.PanicException>(() => CodeRegions.Of(entry));
    }

    [Fact]
    public void Names_of_a_damaged_file_are_empty_and_not_beyond_its_end()
    {
        byte[] text = [.. "one\0two"u8];
        Assert.Equal("one"u8, FunctionNames.At(text, 0));
        Assert.Equal("two"u8, FunctionNames.At(text, 4));
        Assert.True(FunctionNames.At(text, 7).IsEmpty);
        Assert.True(FunctionNames.At(text, uint.MaxValue).IsEmpty);
    }

    // SAFETY: the array is pinned and has more bytes than each length that is said.
    [Fact]
    public unsafe void The_images_names_are_taken_only_from_a_file_of_as_many_functions()
    {
        byte[] file = GC.AllocateArray<byte>(4096, pinned: true);
        byte[] good = Theseus.Build.Linking.FunctionNames.File(["First", "Second", "First"]);
        byte[] few = Theseus.Build.Linking.FunctionNames.File(["First"]);
        Assert.Equal(3, RunningImage.Functions);
        fixed (byte* start = file)
        {
            few.CopyTo(file, 0);
            Assert.False(FunctionNames.Attach(start, (ulong)few.Length));
            good.CopyTo(file, 0);
            Assert.False(FunctionNames.Attach(start, (ulong)good.Length - 1));
            Assert.False(FunctionNames.Attach(start, 8));
            Assert.True(FunctionNames.Attach(start, (ulong)good.Length));
            Assert.Equal("First"u8, FunctionNames.Of(0));
            Assert.Equal("Second"u8, FunctionNames.Of(1));
            Assert.Equal("First"u8, FunctionNames.Of(2));
            Assert.True(FunctionNames.Of(3).IsEmpty);
            Assert.True(FunctionNames.Of(-1).IsEmpty);
        }

        GC.KeepAlive(s_kept = file); // the names stay attached
    }

    private static byte[]? s_kept;
}
