using System.Buffers.Binary;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Spoils a cell file in ways that a seed determines and uses it as the kernel would: check, then load all pages and
/// ask all questions. Whatever the bytes are, that must end with a named error or work; an exception is a defect.
/// </summary>
public sealed class CellFuzzer(byte[] original, int seed)
{
    private const int MostChanges = 4;
    private const ulong Base = 0xFFFF_FFFF_9000_0000;

    private readonly Random _random = new(seed);
    private readonly Hash128 _world = new CellView(original).Header.WorldIdentity;
    private readonly byte[] _page = new byte[CellHeader.PageBytes];

    /// <summary>How often each error was the outcome; <see cref="CellError.None"/> is a file that works.</summary>
    public SortedDictionary<CellError, int> Outcomes { get; } = [];

    /// <summary>
    /// One spoilt file, used. Every second one has its CRCs made right, so that the checks behind them are reached.
    /// </summary>
    public void Step(int number)
    {
        byte[] bytes = original.ToArray();
        for (int changes = _random.Next(MostChanges) + 1; changes > 0; changes--)
        {
            Spoil(bytes);
        }

        if (number % 2 == 0)
        {
            Mend(bytes);
        }

        if (_random.Next(16) == 0)
        {
            bytes = bytes[.._random.Next(bytes.Length)];
        }

        Count(Use(bytes, _world));
    }

    private void Count(CellError outcome) => Outcomes[outcome] = Outcomes.GetValueOrDefault(outcome) + 1;

    private void Spoil(byte[] bytes)
    {
        // Half of the changes hit the header, where each word matters.
        int end = _random.Next(2) == 0 ? CellHeader.Bytes : (int)Math.Min((ulong)bytes.Length, TablesBytes());
        int at = _random.Next(end);
        switch (_random.Next(4))
        {
            case 0:
                bytes[at] ^= (byte)(1 << _random.Next(8));
                break;
            case 1:
                bytes[at] = (byte)_random.Next(256);
                break;
            case 2 when at + 4 <= bytes.Length:
                BinaryPrimitives.WriteUInt32LittleEndian(bytes.AsSpan(at & ~3), Interesting());
                break;
            default:
                // An entry of a table in the place of another.
                int length = Math.Min(_random.Next(1, 32), bytes.Length - at);
                bytes.AsSpan(_random.Next(bytes.Length - length), length).CopyTo(bytes.AsSpan(at));
                break;
        }
    }

    private ulong TablesBytes() =>
        new CellView(original).Header.Strings.Offset + (ulong)new CellView(original).Header.Strings.Count;

    private uint Interesting() => _random.Next(8) switch
    {
        0 => 0, 1 => 1, 2 => uint.MaxValue, 3 => int.MaxValue, 4 => 0x8000_0000, 5 => CellHeader.PageBytes,
        6 => (uint)original.Length, _ => (uint)_random.NextInt64(1L << 32),
    };

    /// <summary>Makes the CRCs those of the bytes.</summary>
    public static void Mend(byte[] bytes)
    {
        CellView cell = new(bytes);
        ref CellHeader header = ref MemoryMarshal.AsRef<CellHeader>(bytes.AsSpan());
        uint end = cell.Segments.IsEmpty ? 0 : CellValidator.TablesEnd(cell);
        if (end >= CellHeader.Bytes && end <= bytes.Length)
        {
            header.TablesCrc = Crc32C.Of(bytes.AsSpan(CellHeader.Bytes..(int)end));
        }

        header.HeaderCrc = CellValidator.HeaderCrc(bytes);
    }

    /// <summary>Checks the bytes and, if they pass, loads every page and asks every question.</summary>
    public CellError Use(byte[] bytes, Hash128 world)
    {
        if (!CellValidator.Check(bytes, world, out CellFault fault))
        {
            return fault.Error == CellError.None ? throw new InvalidOperationException("refused without an error")
                : fault.Error;
        }

        CellView cell = new(bytes);
        ulong[] imports = new ulong[cell.Imports.Length];
        Array.Fill(imports, Base - 0x0100_0000);
        CellError result = CellError.None;
        for (uint page = 0; page <= cell.PageCrcs.Length; page++)
        {
            CellError error = CellLoader.Load(cell, page, _page, Base, imports, out _);
            if (error != CellError.None && page < cell.PageCrcs.Length)
            {
                result = error;
            }
        }

        Ask(cell);
        return result;
    }

    private static void Ask(CellView cell)
    {
        foreach (CellSymbol symbol in cell.Symbols)
        {
            _ = cell.FindSymbol(symbol.Name);
            _ = cell.FindSection(symbol.Offset);
            _ = cell.FindFunction(symbol.Offset);
        }

        for (uint i = 0; i < cell.Functions.Length; i++)
        {
            ReadOnlySpan<byte> record = cell.Cfi[(int)cell.Functions[(int)i].Cfi..];
            _ = record.Slice(CellFunction.CfiHeaderBytes, BinaryPrimitives.ReadUInt16LittleEndian(record[2..]));
            _ = cell.Functions[(int)cell.Functions[(int)i].Root];
        }

        foreach (CellDependency dependency in cell.Dependencies)
        {
            _ = cell.Text(dependency.Name);
        }

        for (uint i = 0; i < cell.Imports.Length; i++)
        {
            _ = cell.Dependencies[cell.DependencyOf(i)];
        }

        foreach (CellApp app in cell.App)
        {
            _ = cell.Text(app.Name);
        }

        _ = cell.Name;
    }
}
