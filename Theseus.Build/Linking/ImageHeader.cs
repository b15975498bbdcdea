namespace Theseus.Build.Linking;

/// <summary>
/// <c>theseus_image</c>: where everything in the image is, for the kernel that runs from it. 256 bytes of
/// little-endian 64-bit values; its other half is Theseus.Runtime's ImageHeader.
/// </summary>
public static class ImageHeader
{
    public const string Symbol = "theseus_image";
    public const int Bytes = 256;

    /// <summary>The bytes "THSUGE01".</summary>
    public const ulong Magic = 0x3130_5455_4553_4854;

    public static Table Create() => new(Symbol, 64) { Bytes = new byte[Bytes] };

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

    public static void Write(Table header, Layout layout, Parts parts)
    {
        ulong[] values =
        [
            Magic, Layout.ImageBase, layout.Bss.End,
            layout.Text.Address, layout.Text.End, layout.ReadOnly.Address, layout.ReadOnly.End,
            layout.Data.Address, layout.Data.End, layout.Bss.Address, layout.Bss.End,
            parts.Functions.Address, parts.Functions.Count,
            parts.Cfi.Address, parts.Cfi.Count,
            parts.NanoCell.Address, parts.NanoCell.Count,
            0, 0, 0,
            parts.UnboxTargets.Address, parts.UnboxTargets.Count,
            layout.Boot.Address, layout.BootBss.End,
            layout.NativeStart, layout.NativeEnd,
            layout.Text.Address, layout.ManagedEnd,
        ];
        for (var i = 0; i < values.Length; i++)
            header.Put64(i * 8, values[i]);
    }
}
