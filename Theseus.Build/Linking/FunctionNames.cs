namespace Theseus.Build.Linking;

/// <summary>
/// The file of function names for the kernel's panics: magic (64 bits), number of functions, bytes of text (32 bits
/// each), for each function in the table's order the offset of its name in the text, the text with a zero after each.
/// </summary>
public static class FunctionNames
{
    /// <summary>The bytes "THSNAM01".</summary>
    public const ulong Magic = 0x3130_4D41_4E53_4854;

    /// <param name="names">Readable, in the table's order.</param>
    public static byte[] File(IEnumerable<string> names)
    {
        NameText distinct = new();
        uint[] offsets = [.. names.Select(distinct.Add)];
        byte[] text = distinct.Bytes();
        using MemoryStream file = new();
        using BinaryWriter writer = new(file);
        writer.Write(Magic);
        writer.Write((uint)offsets.Length);
        writer.Write((uint)text.Length);
        foreach (uint offset in offsets)
        {
            writer.Write(offset);
        }

        writer.Write(text);
        return file.ToArray();
    }
}
