namespace Theseus.Format;

/// <summary>
/// A cell file whose tables were checked: each index and offset in them leads to where the format says. What loads,
/// relocates and unwinds takes this and not a <see cref="CellView"/>, so that it cannot be given bytes that nobody has
/// looked at.
/// </summary>
[NoAllocation]
public readonly ref struct CheckedCell
{
    private CheckedCell(CellView view) => View = view;

    /// <summary>The file.</summary>
    public CellView View { get; }

    /// <summary>
    /// The file again that a proof was made of. False, and nothing that could be read, if it is not that file.
    /// </summary>
    public static bool TryGet(ReadOnlySpan<byte> bytes, CellProof proof, out CheckedCell cell)
    {
        CellView view = new(bytes);
        bool isOf = view.HasHeader && proof.IsOf(view.Header);
        cell = isOf ? new CheckedCell(view) : default;
        return isOf;
    }
}
