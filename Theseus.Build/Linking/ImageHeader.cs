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
    public const ulong Magic = 0x3130_4547_5553_4854;

    public static Table Create() => new(Symbol, 64) { Bytes = new byte[Bytes] };

    public static void Write(
        Table header, Layout layout, FunctionTable functions, UnboxTable unbox, AppTable apps, ulong readyToRunHeader)
    {
        ulong[] values =
        [
            Magic, Layout.ImageBase, layout.Bss.End,
            layout.Text.Address, layout.Text.End, layout.ReadOnly.Address, layout.ReadOnly.End,
            layout.Data.Address, layout.Data.End, layout.Bss.Address, layout.Bss.End,
            functions.Functions.Address, (ulong)functions.Count,
            functions.Cfi.Address, (ulong)functions.Cfi.Bytes.Length,
            0, 0, // where the names were: they are a file of their own
            readyToRunHeader,
            apps.Table.Address, (ulong)apps.Count,
            unbox.Table.Address, (ulong)unbox.Count,
            layout.Boot.Address, layout.BootBss.End,
            layout.NativeStart, layout.NativeEnd,
            layout.Text.Address, layout.ManagedEnd,
        ];
        for (var i = 0; i < values.Length; i++)
            header.Put64(i * 8, values[i]);
    }
}
