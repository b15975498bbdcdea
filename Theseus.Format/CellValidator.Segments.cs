namespace Theseus.Format;

public static partial class CellValidator
{
    private static bool CheckSegments(CellView cell, out CellFault fault)
    {
        ref readonly CellHeader header = ref cell.Header;
        ReadOnlySpan<CellSegment> segments = cell.Segments;
        if (segments.Length != SegmentCount)
        {
            return Fail(CellError.BadSegment, CellPart.Segments, 0, (uint)segments.Length, SegmentCount, out fault);
        }

        bool resident = header.Flags == CellHeader.Resident;
        if (!resident && segments[0].Offset != 0)
        {
            return Fail(CellError.BadSegment, CellPart.Segments, 0, segments[0].Offset, 0, out fault);
        }

        ulong at = segments[0].Offset, file = segments[0].FileOffset;
        for (int i = 0; i < SegmentCount; i++)
        {
            CellSegment segment = segments[i];
            if (segment.Kind != (CellSegmentKind)i || segment.Offset != at || (at & PageMask) != 0)
            {
                return Fail(CellError.BadSegment, CellPart.Segments, (uint)i, segment.Offset, at, out fault);
            }

            if (segment.MemoryBytes > CellHeader.MemoryLimit)
            {
                return Fail(CellError.BadSegment, CellPart.Segments, (uint)i, segment.MemoryBytes,
                    CellHeader.MemoryLimit, out fault);
            }

            at += segment.PagedBytes;
            uint expected = resident || segment.Kind == CellSegmentKind.Zero ? 0 : segment.PagedBytes;
            if (segment.FileBytes != expected)
            {
                return Fail(CellError.BadSegment, CellPart.Segments, (uint)i, segment.FileBytes, expected, out fault);
            }

            if (expected > 0 && (segment.FileOffset != file || (file & PageMask) != 0))
            {
                return Fail(CellError.BadSegment, CellPart.Segments, (uint)i, segment.FileOffset, file, out fault);
            }

            file += expected;
        }

        if (at != header.MemoryBytes)
        {
            return Fail(CellError.BadSegment, CellPart.Segments, SegmentCount, at, header.MemoryBytes, out fault);
        }

        uint zeroBytes = segments[SegmentCount - 1].MemoryBytes;
        if (header.TypeNoteBytes > zeroBytes || header.TypeNoteBytes % sizeof(ulong) != 0)
        {
            return Fail(CellError.BadSegment, CellPart.Segments, SegmentCount - 1, header.TypeNoteBytes, zeroBytes,
                out fault);
        }

        uint pages = segments[SegmentCount - 1].Offset / CellHeader.PageBytes;
        uint images = resident ? 0 : pages;
        if (header.PageCrcs.Count != images)
        {
            return Fail(CellError.TableOutOfBounds, CellPart.PageCrcs, 0, header.PageCrcs.Count, images, out fault);
        }

        uint indices = resident ? 0 : pages + 1;
        if (header.PageRelocations.Count != indices)
        {
            return Fail(CellError.TableOutOfBounds, CellPart.PageRelocations, 0, header.PageRelocations.Count, indices,
                out fault);
        }

        if (resident && header.Relocations.Count != 0)
        {
            return Fail(CellError.TableOutOfBounds, CellPart.Relocations, 0, header.Relocations.Count, 0, out fault);
        }

        if (images > 0 && (segments[0].FileOffset < CellHeader.Bytes || file > header.FileBytes))
        {
            return Fail(CellError.BadSegment, CellPart.Pages, 0, file, header.FileBytes, out fault);
        }

        return Pass(out fault);
    }
}
