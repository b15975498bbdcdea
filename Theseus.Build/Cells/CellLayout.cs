using System.Numerics;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>
/// Gives every piece of a cell its offset: segment after segment, each from a whole page on. A piece moves on by its
/// alignment until none of the fields that will have relocations straddles two pages. Where there is no such place
/// (large data with packed fields) it stays at the first.
/// </summary>
public static class CellLayout
{
    /// <summary>Bytes of a section's alignment at most.</summary>
    public const int MostAlign = CellHeader.PageBytes;

    /// <exception cref="LinkException"><see cref="LinkError.ImageTooLarge"/></exception>
    public static void Place(Cell cell, PieceGraph pieces)
    {
        List<Piece> inOrder = new(cell.Pieces.Count);
        ulong at = 0;
        foreach (CellSegmentKind kind in Enum.GetValues<CellSegmentKind>())
        {
            ref CellSegment segment = ref cell.Segments[(int)kind];
            segment.Kind = kind;
            segment.Offset = (uint)at;
            foreach (Piece piece in cell.Pieces.Where(p => p.Kind == kind).OrderBy(p => p.IsTypeNote ? 0 : 1))
            {
                if (piece.Align > MostAlign || piece.Size >= CellSection.SizeLimit)
                {
                    throw new LinkException(LinkError.ImageTooLarge,
                        $"{piece.Name}: {piece.Size} bytes, aligned to {piece.Align}");
                }

                at = Layout.AlignUp(at, (ulong)piece.Align);
                at = piece.IsRoot ? OnOnePage(piece, at) : WithoutStraddling(piece, Fields(piece, pieces), at);
                piece.Offset = (uint)at;
                at += (ulong)piece.Size;
                inOrder.Add(piece);
                if (at > CellHeader.MemoryLimit - CellHeader.PageBytes)
                {
                    throw new LinkException(LinkError.ImageTooLarge,
                        $"{cell.Name}: {at} bytes, limit {CellHeader.MemoryLimit}");
                }
            }

            segment.MemoryBytes = (uint)at - segment.Offset;
            at = Layout.AlignUp(at, CellHeader.PageBytes);
        }

        cell.Pieces.Clear();
        cell.Pieces.AddRange(inOrder);
    }

    private static (int Offset, int Bytes)[] Fields(Piece piece, PieceGraph pieces) =>
    [
        .. pieces.References(piece).Where(r => CellContents.IsRelocated(piece, r))
            .Select(r => (r.Offset, CellRelocation.BytesOf(CellContents.Encoding(piece, r)))),
    ];

    /// <summary>
    /// The collector follows an object with references if the page that it begins on is loaded: so no other page holds
    /// a field of it. One that is larger than a page begins with one, by which the collector knows it.
    /// </summary>
    private static ulong OnOnePage(Piece piece, ulong at)
    {
        bool isInside = (int)(at % CellHeader.PageBytes) + (long)piece.Size <= CellHeader.PageBytes;
        return isInside ? at : Layout.AlignUp(at, CellHeader.PageBytes);
    }

    private static ulong WithoutStraddling(Piece piece, (int Offset, int Bytes)[] fields, ulong at)
    {
        for (uint moved = 0u; moved < CellHeader.PageBytes; moved += (uint)piece.Align)
        {
            if (!Array.Exists(fields, f => Straddles(at + moved + (ulong)f.Offset, f.Bytes)))
            {
                return at + moved;
            }
        }

        return at;
    }

    /// <summary>A field at a cell offset is on two pages.</summary>
    public static bool Straddles(ulong at, int bytes) =>
        (int)(at % CellHeader.PageBytes) > CellHeader.PageBytes - bytes;

    public static int AlignLog2(Piece piece) => BitOperations.Log2((uint)piece.Align);
}
