using System.Runtime.InteropServices;
using System.Text;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>A <see cref="WorldBook"/> as bytes: header, names of cells and assemblies (a zero behind
/// each), tables.</summary>
public static class BookFile
{
    private const uint Version = 3;
    private const ulong Magic = 0x3130_4B4F_4253_4854; // "THSBOK01"

    /// <summary>No book has more of anything, so that a damaged one is told before memory is asked for.</summary>
    private const int MostEntries = 1 << 26;

    [StructLayout(LayoutKind.Sequential, Pack = 4)]
    private struct Header
    {
        public ulong Magic;
        public uint Version;
        public uint Crc; // of all behind it
        public Hash128 State;
        public Hash128 World;
        public Hash128 Target;
        public uint Generation;
        public int CellBytes;
        public int AssemblyBytes; // of names
        public int Assemblies;
        public int Pieces;
        public int Moved;
        public int Declared;
        public int Symbols;
    }

    public static byte[] Write(WorldBook book)
    {
        byte[] cells = TextOf(book.Cells);
        byte[] assemblies = TextOf(book.Assemblies.Select(a => a.Name));
        Header header = new()
        {
            Magic = Magic, Version = Version, State = book.State, World = book.World, Target = book.Target,
            Generation = book.Generation, CellBytes = cells.Length,
            AssemblyBytes = assemblies.Length, Assemblies = book.Assemblies.Count, Pieces = book.Pieces.Length,
            Moved = book.Moved.Length, Declared = book.Declarations.Length, Symbols = book.Symbols.Length,
        };
        using MemoryStream file = new();
        file.Write(MemoryMarshal.AsBytes(new ReadOnlySpan<Header>(in header)));
        file.Write(cells);
        file.Write(assemblies);
        file.Write(MemoryMarshal.AsBytes(book.Assemblies.Select(a => a.Content).ToArray().AsSpan()));
        file.Write(MemoryMarshal.AsBytes(book.Pieces.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(book.Moved.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(book.Declarations.AsSpan()));
        file.Write(MemoryMarshal.AsBytes(book.Symbols.AsSpan()));
        byte[] bytes = file.ToArray();
        header.Crc = CrcOf(bytes);
        MemoryMarshal.Write(bytes, in header);
        return bytes;
    }

    /// <param name="bytes">What <see cref="Write"/> has made.</param>
    /// <param name="name">For the message.</param>
    /// <exception cref="BuildException"><c>BadBook</c></exception>
    public static WorldBook Read(ReadOnlySpan<byte> bytes, string name)
    {
        Header header = Check(bytes, name);
        ReadOnlySpan<byte> rest = bytes[Marshal.SizeOf<Header>()..];
        string[] names = NamesIn(Take<byte>(ref rest, header.CellBytes, name));
        AssemblyIdentity[] assemblies = TakeAssemblies(ref rest, in header, name);
        PieceHome[] pieces = Take<PieceHome>(ref rest, header.Pieces, name);
        MovedBody[] moved = Take<MovedBody>(ref rest, header.Moved, name);
        Declared[] declared = Take<Declared>(ref rest, header.Declared, name);
        SymbolHome[] symbols = Take<SymbolHome>(ref rest, header.Symbols, name);
        if (Array.Exists(pieces, p => p.Cell >= names.Length) || !IsByName(pieces, p => p.Name)
            || !IsByName(moved, m => m.Name) || !IsByName(declared, d => d.Name) || !IsByName(symbols, s => s.Name))
        {
            throw Bad(name, "is damaged: a table is out of order");
        }

        return new WorldBook(pieces, moved, declared, symbols)
        {
            State = header.State, World = header.World, Target = header.Target, Generation = header.Generation,
            Cells = names, Assemblies = assemblies,
        };
    }

    /// <summary><see cref="WorldBook.Assemblies"/> alone.</summary>
    /// <exception cref="BuildException"><c>BadBook</c></exception>
    public static IReadOnlyList<AssemblyIdentity> ReadAssemblies(ReadOnlySpan<byte> bytes, string name)
    {
        Header header = Check(bytes, name);
        ReadOnlySpan<byte> rest = bytes[Marshal.SizeOf<Header>()..];
        Take<byte>(ref rest, header.CellBytes, name);
        return TakeAssemblies(ref rest, in header, name);
    }

    private static AssemblyIdentity[] TakeAssemblies(
        ref ReadOnlySpan<byte> rest, in Header header, string name)
    {
        string[] names = NamesIn(Take<byte>(ref rest, header.AssemblyBytes, name));
        Hash128[] contents = Take<Hash128>(ref rest, header.Assemblies, name);
        return names.Length == contents.Length
            ? [.. names.Zip(contents, (assembly, content) => new AssemblyIdentity(assembly, content))]
            : throw Bad(name, "is damaged: its assemblies are not as many as their names");
    }

    private static Header Check(ReadOnlySpan<byte> bytes, string name)
    {
        if (!MemoryMarshal.TryRead(bytes, out Header header) || header.Magic != Magic)
        {
            throw Bad(name, "is no book of a world");
        }

        if (header.Version != Version)
        {
            throw Bad(name, $"has version {header.Version}, {Version} is known");
        }

        if (header.Crc != CrcOf(bytes))
        {
            throw Bad(name, "is damaged: its check value is not that of its bytes");
        }

        return header;
    }

    private static byte[] TextOf(IEnumerable<string> names) =>
        Encoding.UTF8.GetBytes(string.Concat(names.Select(n => n + '\0')));

    private static string[] NamesIn(byte[] text) => Encoding.UTF8.GetString(text).Split('\0')[..^1];

    private static uint CrcOf(ReadOnlySpan<byte> bytes)
    {
        int start = (int)Marshal.OffsetOf<Header>(nameof(Header.State));
        return Crc32C.Of(bytes[start..]);
    }

    private static bool IsByName<T>(T[] table, Func<T, ulong> name)
    {
        for (int i = 1; i < table.Length; i++)
        {
            if (name(table[i - 1]) >= name(table[i]))
            {
                return false;
            }
        }

        return true;
    }

    private static T[] Take<T>(ref ReadOnlySpan<byte> rest, int count, string name)
        where T : unmanaged
    {
        long bytes = (long)count * Marshal.SizeOf<T>();
        if (count < 0 || count > MostEntries || bytes > rest.Length)
        {
            throw Bad(name, "is damaged: a table ends behind it");
        }

        T[] table = MemoryMarshal.Cast<byte, T>(rest[..(int)bytes]).ToArray();
        rest = rest[(int)bytes..];
        return table;
    }

    private static BuildException Bad(string name, string detail) => new("BadBook", $"{name} {detail}");
}
