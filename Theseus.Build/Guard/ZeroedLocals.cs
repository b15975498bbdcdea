using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.Guard;

/// <summary>
/// A package's assembly with all local variables zeroed.
/// <para>The problem: a method compiled under <c>SkipLocalsInit</c> begins with what others left on the stack, and is
/// not safe code; many packages say it for a little speed. The idea: whether locals are zeroed is one bit of the
/// method's header (InitLocals, ECMA-335 II.25.4.4), and a correct program does the same with it. So the world is
/// compiled from a copy in which it is set everywhere, and the guard verifies that copy.</para>
/// </summary>
public static class ZeroedLocals
{
    private const byte FormatMask = 3, FatFormat = 3, InitLocals = 0x10;
    private const int CodeSizeAt = 4, LocalsAt = 8, HeaderSize = 12;

    /// <summary>The two bytes of <c>localloc</c>.</summary>
    private static ReadOnlySpan<byte> Localloc => [0xfe, 0x0f];

    /// <returns><paramref name="file"/> if all its methods zero their locals, else <paramref name="copy"/>, which is
    /// written.</returns>
    public static string Of(string file, string copy)
    {
        byte[] bytes = File.ReadAllBytes(file);
        if (!Zero(bytes))
        {
            return file;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
        if (!File.Exists(copy) || !File.ReadAllBytes(copy).AsSpan().SequenceEqual(bytes))
        {
            File.WriteAllBytes(copy, bytes);
        }

        string symbols = Path.ChangeExtension(file, ".pdb");
        if (File.Exists(symbols))
        {
            File.Copy(symbols, Path.ChangeExtension(copy, ".pdb"), overwrite: true);
        }

        return copy;
    }

    /// <returns>Something was changed.</returns>
    private static bool Zero(byte[] bytes)
    {
        // The reader gets bytes of its own: these change.
        using PEReader image = new(ImmutableArray.Create(bytes));
        MetadataReader reader = image.GetMetadataReader();
        bool changed = false;
        foreach (int address in reader.MethodDefinitions.Select(
            m => reader.GetMethodDefinition(m).RelativeVirtualAddress).Where(a => a != 0))
        {
            if (image.PEHeaders.GetContainingSectionIndex(address) is not (>= 0 and var index))
            {
                continue;
            }

            SectionHeader section = image.PEHeaders.SectionHeaders[index];
            int at = address - section.VirtualAddress + section.PointerToRawData;
            if (at < 0 || at > bytes.Length - HeaderSize || (bytes[at] & FormatMask) != FatFormat
                || (bytes[at] & InitLocals) != 0)
            {
                continue;
            }

            Span<byte> code = bytes.AsSpan(at + HeaderSize);
            uint size = BitConverter.ToUInt32(bytes, at + CodeSizeAt);
            if (BitConverter.ToUInt32(bytes, at + LocalsAt) == 0
                && code[..(int)Math.Min(size, (uint)code.Length)].IndexOf(Localloc) < 0)
            {
                continue;
            }

            bytes[at] |= InitLocals;
            changed = true;
        }

        return changed;
    }
}
