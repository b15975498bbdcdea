namespace Theseus.Format;

/// <summary>
/// That <see cref="CellValidator"/> has passed the tables of a file: only it makes one that proves something. It is
/// kept where the file itself cannot be, and turns the file's bytes into a <see cref="CheckedCell"/> again.
/// </summary>
[NoAllocation]
public readonly struct CellProof
{
    private readonly ulong _fileBytes;
    private readonly uint _tablesCrc;
    private readonly bool _isGiven;

    internal CellProof(in CellHeader header) =>
        (_fileBytes, _tablesCrc, _isGiven) = (header.FileBytes, header.TablesCrc, true);

    /// <summary>True if it proves something.</summary>
    public bool IsGiven => _isGiven;

    internal bool IsOf(in CellHeader header) =>
        _isGiven && header.FileBytes == _fileBytes && header.TablesCrc == _tablesCrc;
}
