using Theseus.Format;

namespace Theseus.Build.Linking;

/// <summary>
/// Writes the <see cref="ImageHeader"/>: where everything in the image is, for the kernel that runs from it.
/// </summary>
public static class ImageHeaderTable
{
    public static Table Create() => new(ImageHeader.Symbol, 64) { Bytes = new byte[ImageHeader.Bytes] };

    /// <summary>An address and a number of entries or bytes.</summary>
    public readonly record struct Range(ulong Address, ulong Count);

    /// <summary>The tables that the header leads to; a default range where the image has none.</summary>
    public sealed record Parts
    {
        public Range Functions { get; init; }
        public Range Cfi { get; init; }
        public Range UnboxTargets { get; init; }
        /// <summary>The image's own sections as a cell file, and its bytes.</summary>
        public Range NanoCell { get; init; }
    }

    public static void Write(Table table, Layout layout, Parts parts)
    {
        ImageHeader header = new()
        {
            Magic = ImageHeader.ExpectedMagic,
            ImageBase = Layout.ImageBase,
            ImageEnd = layout.Bss.End,
            TextStart = layout.Text.Address,
            TextEnd = layout.Text.End,
            ReadOnlyStart = layout.ReadOnly.Address,
            ReadOnlyEnd = layout.ReadOnly.End,
            DataStart = layout.Data.Address,
            DataEnd = layout.Data.End,
            ZeroStart = layout.Bss.Address,
            ZeroEnd = layout.Bss.End,
            Functions = parts.Functions.Address,
            FunctionCount = parts.Functions.Count,
            Cfi = parts.Cfi.Address,
            CfiBytes = parts.Cfi.Count,
            NanoCell = parts.NanoCell.Address,
            NanoCellBytes = parts.NanoCell.Count,
            UnboxTargets = parts.UnboxTargets.Address,
            UnboxTargetCount = parts.UnboxTargets.Count,
            BootStart = layout.Boot.Address,
            BootEnd = layout.BootBss.End,
            NativeTextStart = layout.NativeStart,
            NativeTextEnd = layout.NativeEnd,
            ManagedTextStart = layout.Text.Address,
            ManagedTextEnd = layout.ManagedEnd,
            InstanceDataEnd = layout.DataFirstEnd,
            InstanceZeroEnd = layout.ZeroFirstEnd,
        };
        SpanView.Bytes<ImageHeader>([header]).CopyTo(table.Bytes);
    }
}
