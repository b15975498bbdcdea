using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Evolution;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>What a kernel believes of a package, before it looks whether it is for it.</summary>
public sealed class EvolutionValidatorTests
{
    private const int Mutations = 20_000;

    private static readonly byte[] s_package = Make();

    private delegate void Change(ref EvolutionHeader header, byte[] bytes);

    private static byte[] Make()
    {
        using EvolvingSources sources = new EvolvingSources().Function("Shell_Run", "call Other_Add\nret")
            .Function("Other_Add", "mov $2, %eax\nret").Function("Other_Next", "ret").Use("Shell_Run", "Other_Next");
        WorldBook running = sources.Build();
        return sources.Function("Shell_Run", "nop\ncall Other_Add\nret").Function("Other_Add", "nop\nret")
            .Function("Other_Next", "nop\nret").Evolve(running).Package;
    }

    private static EvolutionError ErrorOf(ReadOnlySpan<byte> bytes)
    {
        bool holds = EvolutionValidator.Check(bytes, out EvolutionError error);
        Assert.Equal(holds, error == EvolutionError.None);
        return error;
    }

    /// <summary>The package, changed, with CRCs that fit the change.</summary>
    private static EvolutionError Spoilt(Change change)
    {
        byte[] bytes = [.. s_package];
        change(ref MemoryMarshal.AsRef<EvolutionHeader>(bytes.AsSpan()), bytes);
        Mend(bytes);
        return ErrorOf(bytes);
    }

    private static void Mend(byte[] bytes)
    {
        ref EvolutionHeader header = ref MemoryMarshal.AsRef<EvolutionHeader>(bytes.AsSpan());
        header.BodyCrc = Crc32C.Of(bytes.AsSpan(EvolutionHeader.Bytes));
        header.HeaderCrc = EvolutionValidator.HeaderCrc(bytes);
    }

    private static ref T Entry<T>(byte[] bytes, TableRange range, int index)
        where T : unmanaged => ref MemoryMarshal.Cast<byte, T>(bytes.AsSpan((int)range.Offset))[index];

    private static void Set<T>(byte[] bytes, TableRange range, int index, int offset, uint value)
        where T : unmanaged =>
        BitConverter.TryWriteBytes(bytes.AsSpan((int)range.Offset + (index * Marshal.SizeOf<T>()) + offset), value);

    [Fact]
    public void A_package_as_it_is_made_passes_and_bytes_behind_it_do_not_matter()
    {
        Assert.Equal(EvolutionError.None, ErrorOf(s_package));
        Assert.Equal(EvolutionError.None, ErrorOf([.. s_package, 1, 2, 3]));
        EvolutionView view = new(s_package);
        Assert.Equal((4, 3), (view.Cells.Length, view.Changes.Length));
        Assert.NotEmpty(view.Names.ToArray());
    }

    [Fact]
    public void A_package_cut_short_anywhere_is_truncated()
    {
        for (int length = 0; length < s_package.Length; length++)
        {
            Assert.Equal(EvolutionError.Truncated, ErrorOf(s_package.AsSpan(0, length)));
        }
    }

    [Fact]
    public void No_bit_of_it_can_flip_unseen()
    {
        byte[] bytes = [.. s_package];
        for (int bit = 0; bit < bytes.Length * 8; bit += bit < EvolutionHeader.Bytes * 8 ? 1 : 1009)
        {
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
            Assert.NotEqual(EvolutionError.None, ErrorOf(bytes));
            bytes[bit / 8] ^= (byte)(1 << (bit % 8));
        }
    }

    [Fact]
    public void Spoilt_packages_end_with_a_named_error_or_pass()
    {
        Random random = new(1);
        HashSet<EvolutionError> seen = new();
        for (int i = 0; i < Mutations; i++)
        {
            byte[] bytes = [.. s_package];
            for (int n = random.Next(1, 4); n > 0; n--)
            {
                // Half of them where the tables are.
                int from = random.Next(2) == 0 ? 0 : (int)new EvolutionView(s_package).Header.Cells.Offset;
                bytes[random.Next(from, from == 0 ? EvolutionHeader.Bytes : bytes.Length)] = (byte)random.Next(256);
            }

            Mend(bytes);
            seen.Add(ErrorOf(bytes));
        }

        Assert.True(seen.Count > 6, string.Join(' ', seen));
    }

    [Fact]
    public void The_header_says_what_it_must()
    {
        Assert.Equal(EvolutionError.BadMagic, Spoilt((ref EvolutionHeader h, byte[] _) => h.Magic++));
        Assert.Equal(EvolutionError.WrongVersion, Spoilt((ref EvolutionHeader h, byte[] _) => h.FormatVersion = 2));
        Assert.Equal(EvolutionError.WrongVersion, Spoilt((ref EvolutionHeader h, byte[] _) => h.HeaderBytes = 128));
        Assert.Equal(EvolutionError.Truncated, Spoilt((ref EvolutionHeader h, byte[] _) => h.FileBytes = 1ul << 40));
        Assert.Equal(EvolutionError.BadHeader, Spoilt((ref EvolutionHeader h, byte[] _) => h.FileBytes = 8));
        Assert.Equal(EvolutionError.BadHeader, Spoilt((ref EvolutionHeader h, byte[] _) => h.Generation = 0));
        Assert.Equal(EvolutionError.BadHeader, Spoilt((ref EvolutionHeader h, byte[] _) => h.Generation = 2));
        Assert.Equal(EvolutionError.BadHeader, Spoilt((ref EvolutionHeader h, byte[] _) => h.To = h.From));
        Assert.Equal(EvolutionError.BadHeader, Spoilt((ref EvolutionHeader h, byte[] _) => h.Reserved = 1));
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] _) =>
            h.From = h.World = new Hash128(1, 2)));
    }

    [Fact]
    public void Tables_lie_within_the_package()
    {
        Assert.Equal(EvolutionError.TableOutOfBounds, Spoilt((ref EvolutionHeader h, byte[] _) =>
            h.Cells = new TableRange(h.Cells.Offset + 4, 1)));
        Assert.Equal(EvolutionError.TableOutOfBounds, Spoilt((ref EvolutionHeader h, byte[] _) =>
            h.Changes = new TableRange(8, 1)));
        Assert.Equal(EvolutionError.TableOutOfBounds, Spoilt((ref EvolutionHeader h, byte[] _) =>
            h.Strings = new TableRange(h.Strings.Offset, uint.MaxValue)));
        Assert.Equal(EvolutionError.TableOutOfBounds, Spoilt((ref EvolutionHeader h, byte[] _) =>
            h.Names = new TableRange(uint.MaxValue - 7, 1)));
    }

    // Cells by name: Other, Other~1, Shell, Shell~1.
    [Fact]
    public void Cells_are_in_order_named_and_apart()
    {
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Entry<EvolutionCell>(b, h.Cells, 0) = Entry<EvolutionCell>(b, h.Cells, 2)));
        Assert.Equal(EvolutionError.BadName, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Entry<EvolutionCell>(b, h.Cells, 0) = new EvolutionCell(new TextRange(0, 0), 0, 0)));
        Assert.Equal(EvolutionError.BadName, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Entry<EvolutionCell>(b, h.Cells, 0) = new EvolutionCell(new TextRange(h.Strings.Count, 1), 0, 0)));
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Set<EvolutionCell>(b, h.Cells, 1, 8, (uint)h.FileBytes)));
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Set<EvolutionCell>(b, h.Cells, 3, 8, EvolutionHeader.Bytes)));
        Assert.Equal(EvolutionError.BadName, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Set<EvolutionCell>(b, h.Cells, 1, 12, 0)));
        Assert.Equal(EvolutionError.BadName, Spoilt((ref EvolutionHeader h, byte[] b) =>
            b[h.Strings.Offset + Entry<EvolutionCell>(b, h.Cells, 1).Name.Offset + 6] = (byte)'2'));
    }

    [Fact]
    public void A_cell_file_that_the_loader_would_refuse_is_refused()
    {
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] b) =>
            b[Entry<EvolutionCell>(b, h.Cells, 1).FileOffset + CellHeader.Bytes] ^= 1));
        Assert.Equal(EvolutionError.BadCell, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Set<EvolutionCell>(b, h.Cells, 3, 12, Entry<EvolutionCell>(b, h.Cells, 3).FileBytes + 8)));
    }

    [Fact]
    public void Changes_lead_from_homes_in_order_to_functions_that_are_brought()
    {
        foreach ((uint field, uint value) in ((uint, uint)[])
            [(0, 9), (0, 1), (1, 8), (2, 9), (2, 0), (3, 1), (3, 0xFFFF_0000)])
        {
            Assert.Equal(EvolutionError.BadChange, Spoilt((ref EvolutionHeader h, byte[] b) =>
                Set<EvolutionChange>(b, h.Changes, 0, (int)field * sizeof(uint), value)));
        }

        Assert.Equal(EvolutionError.BadChange, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Entry<EvolutionChange>(b, h.Changes, 1) = Entry<EvolutionChange>(b, h.Changes, 0)));
        Assert.Equal(EvolutionError.BadChange, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Entry<EvolutionChange>(b, h.Changes, 0) = Entry<EvolutionChange>(b, h.Changes, 2)));
        Assert.Equal(EvolutionError.BadChange, Spoilt((ref EvolutionHeader h, byte[] b) =>
            Set<EvolutionChange>(b, h.Changes, 1, 8, EvolutionChange.AtHome)));
    }

    [Fact]
    public void A_body_can_be_at_home() => Assert.Equal(EvolutionError.None, Spoilt((ref EvolutionHeader h, byte[] b) =>
    {
        EvolutionChange change = Entry<EvolutionChange>(b, h.Changes, 0);
        Entry<EvolutionChange>(b, h.Changes, 0) =
            new EvolutionChange(change.Home, change.HomeOffset, EvolutionChange.AtHome, 0);
    }));

    [Fact]
    public void Every_error_has_its_name_where_nothing_may_be_allocated() => Assert.All(
        Enum.GetValues<EvolutionError>(),
            error => Assert.Equal(error.ToString(), Encoding.ASCII.GetString(EvolutionErrorText.Of(error))));
}
