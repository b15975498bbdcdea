using System.Numerics;
using Theseus.Build.Linking;
using Theseus.CellLinker.Format;

namespace Theseus.Build.Cells;

/// <summary>Gives every piece of a cell its offset: segment after segment, each from a whole page on.</summary>
public static class CellLayout
{
    /// <summary>Bytes of a section's alignment at most.</summary>
    public const int MostAlign = CellHeader.PageBytes;

    /// <exception cref="LinkException"><see cref="LinkError.ImageTooLarge"/></exception>
    public static void Place(Cell cell)
    {
        var inOrder = new List<Piece>(cell.Pieces.Count);
        ulong at = 0;
        foreach (var kind in Enum.GetValues<CellSegmentKind>())
        {
            ref var segment = ref cell.Segments[(int)kind];
            segment.Kind = kind;
            segment.Offset = (uint)at;
            foreach (var piece in cell.Pieces.Where(p => p.Kind == kind))
            {
                if (piece.Align > MostAlign || piece.Size >= CellSection.SizeLimit)
                    throw new LinkException(LinkError.ImageTooLarge, $"{piece.Name}: {piece.Size} bytes, aligned to {piece.Align}");
                at = Layout.AlignUp(at, (ulong)piece.Align);
                piece.Offset = (uint)at;
                at += (ulong)piece.Size;
                inOrder.Add(piece);
                if (at > CellHeader.MemoryLimit - CellHeader.PageBytes)
                    throw new LinkException(LinkError.ImageTooLarge, $"{cell.Name}: {at} bytes, limit {CellHeader.MemoryLimit}");
            }
            segment.MemoryBytes = (uint)at - segment.Offset;
            at = Layout.AlignUp(at, CellHeader.PageBytes);
        }
        cell.Pieces.Clear();
        cell.Pieces.AddRange(inOrder);
    }

    public static int AlignLog2(Piece piece) => BitOperations.Log2((uint)piece.Align);
}
