using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>A file on its way: room for a header, tables behind it, each on a multiple of 8, and strings.</summary>
internal sealed class TableFile
{
    /// <summary>Tables begin on multiples of it, bytes.</summary>
    public const int TableAlign = 8;

    private readonly MemoryStream _file = new();
    private readonly MemoryStream _strings = new();

    public TableFile(int headerBytes) => _file.Write(new byte[headerBytes]);

    /// <summary>Bytes so far.</summary>
    public uint Length => (uint)_file.Length;

    /// <summary>All strings that were added.</summary>
    public byte[] Strings => _strings.ToArray();

    public byte[] ToArray() => _file.ToArray();

    /// <summary>Adds a name to the strings, in UTF-8.</summary>
    public TextRange Text(string value)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(value);
        TextRange range = new((uint)_strings.Length, (uint)bytes.Length);
        _strings.Write(bytes);
        return range;
    }

    /// <summary>Appends a table; 0, 0 for one that is empty.</summary>
    public TableRange Write<T>(ReadOnlySpan<T> entries)
        where T : unmanaged
    {
        if (entries.IsEmpty)
        {
            return default;
        }

        Pad(TableAlign);
        TableRange range = new(Length, (uint)entries.Length);
        _file.Write(MemoryMarshal.AsBytes(entries));
        return range;
    }

    /// <summary>Appends bytes where the file ends.</summary>
    public void Append(ReadOnlySpan<byte> bytes) => _file.Write(bytes);

    /// <summary>Writes a table once more, where it is.</summary>
    public void Rewrite<T>(TableRange table, ReadOnlySpan<T> entries)
        where T : unmanaged
    {
        _file.Position = table.Offset;
        _file.Write(MemoryMarshal.AsBytes(entries));
        _file.Position = _file.Length;
    }

    /// <summary>Appends zeros up to a multiple of a power of two.</summary>
    public void Pad(int align) =>
        _file.Write(new byte[(int)Layout.AlignUp(Length, (ulong)align) - (int)Length]);
}
