using System.Runtime.InteropServices;
using System.Text;
using Theseus.Build.Objects;
using Theseus.Format;
using Theseus.Runtime.Unwind;
using Theseus.Tests.Build;

namespace Theseus.Tests.Runtime;

/// <summary>
/// Code of a cell on the host, never run: what the real assembler makes of a source, with its function table and
/// unwind records as the build makes them, known to the unwinder until it is disposed.
/// </summary>
// SAFETY: the code lies in a block of whole pages that is freed at the end, the tables in pinned arrays that this
// object holds.
internal sealed unsafe class HostCode : IDisposable
{
    /// <summary>
    /// Tests that share the table of regions, or the pages that cannot be loaded, run one after the other.
    /// </summary>
    public const string Collection = "code regions";

    private const int PageBytes = 4096;
    private readonly byte* _code;
    private readonly Dictionary<string, ulong> _labels = [];
    private readonly CellFunction[] _functions;
    private readonly byte[] _cfi;
    private readonly uint[] _nameOffsets;
    private readonly byte[] _nameText;

    /// <param name="source">In AT&amp;T syntax; each function has CFI of its own.</param>
    /// <param name="shape">From the number of a function and its entry, the entry that it is to have instead.</param>
    /// <param name="cell">The cell's number.</param>
    /// <param name="isNative">Code without unwind information counts as C's.</param>
    /// <param name="names">Of the functions.</param>
    public HostCode(
        string source, Func<int, CellFunction, CellFunction>? shape = null, uint cell = 7, bool isNative = false,
        string[]? names = null)
    {
        using Assembler assembler = new();
        ElfObject made = assembler.Object(".text\n" + source);
        int section = Array.IndexOf(made.SectionName, ".text");
        ReadOnlySpan<byte> text = made.Contents(section);
        Length = (text.Length + PageBytes) / PageBytes * PageBytes;
        _code = (byte*)NativeMemory.AlignedAlloc((nuint)Length, PageBytes);
        new Span<byte>(_code, Length).Fill(0xCC);
        text.CopyTo(new Span<byte>(_code, Length));
        for (int i = 1; i < made.SymbolCount; i++)
        {
            if (made.SymbolSection[i] == section && made.SymbolName[i] != "")
            {
                _labels[made.SymbolName[i]] = (ulong)made.SymbolValue[i];
            }
        }

        List<CellFunction> functions = [];
        List<byte> cfi = [];
        foreach (FrameEntry frame in EhFrame.Read(made))
        {
            uint start = (uint)(frame.CodeAddend + made.SymbolValue[frame.CodeSymbol]);
            CellFunction function = new(
                start, (uint)frame.Length, (uint)cfi.Count, 0, (uint)functions.Count, CellFunctionKind.Root);
            functions.Add(shape?.Invoke(functions.Count, function) ?? function);
            cfi.AddRange(Theseus.Build.Linking.FunctionTable.UnwindRecord(made, frame));
        }

        _functions = Pinned(functions.ToArray());
        _cfi = Pinned(cfi.ToArray());
        (_nameOffsets, _nameText) = Names(names ?? []);
        CodeRegion region = default;
        (region.Start, region.End) = ((nuint)_code, (nuint)(_code + Length));
        (region.Base, region.Length) = ((nuint)_code, (nuint)Length);
        region.Functions = new(_functions);
        region.Cfi = new(_cfi);
        region.NameOffsets = new(_nameOffsets);
        region.NameText = new(_nameText);
        region.Cell = cell;
        (region.NativeStart, region.NativeEnd) = isNative ? (region.Start, region.End) : default;
        if (!CodeRegions.Add(in region))
        {
            throw new InvalidOperationException("there are too many regions");
        }
    }

    /// <summary>Bytes of it: whole pages, and at least one byte behind the code.</summary>
    public int Length { get; }

    public ulong Start => (ulong)_code;

    /// <summary>The address of a label.</summary>
    public ulong this[string label] => Start + _labels[label];

    public void Dispose()
    {
        CodeRegions.Remove((nuint)_code);
        NativeMemory.AlignedFree(_code);
    }

    private static (uint[] Offsets, byte[] Text) Names(string[] names)
    {
        List<uint> offsets = [];
        List<byte> text = [];
        foreach (string name in names)
        {
            offsets.Add((uint)text.Count);
            text.AddRange([.. Encoding.UTF8.GetBytes(name), 0]);
        }

        return (Pinned(offsets.ToArray()), Pinned(text.ToArray()));
    }

    private static T[] Pinned<T>(T[] values)
    {
        T[] array = GC.AllocateArray<T>(values.Length, pinned: true);
        values.CopyTo(array, 0);
        return array;
    }
}
