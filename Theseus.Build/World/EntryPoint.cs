using System.Collections.Immutable;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;

namespace Theseus.Build.World;

/// <summary>
/// The Main of an EXE, as its header's entry-point token gives it. For an asynchronous Main that token is
/// already the synchronous method that the C# compiler wrapped around it.
/// </summary>
public sealed record EntryPoint(string Assembly, string Type, string Method, bool TakesArguments, bool ReturnsStatus)
{
    /// <returns>null if the module has no entry point: a library.</returns>
    public static EntryPoint? Read(string path)
    {
        using PEReader file = new(File.OpenRead(path));
        int token = file.PEHeaders.CorHeader?.EntryPointTokenOrRelativeVirtualAddress ?? 0;
        if (token == 0 || !file.HasMetadata)
        {
            return null;
        }

        MetadataReader metadata = file.GetMetadataReader();
        EntityHandle handle = MetadataTokens.EntityHandle(token);
        if (handle.Kind != HandleKind.MethodDefinition)
        {
            throw new BuildException("BadEntryPoint", $"{path}: token 0x{token:x8} is no method of the module");
        }

        MethodDefinition method = metadata.GetMethodDefinition((MethodDefinitionHandle)handle);
        BlobReader signature = metadata.GetBlobReader(method.Signature);
        signature.ReadSignatureHeader();
        int parameters = signature.ReadCompressedInteger();
        SignatureTypeCode returns = signature.ReadSignatureTypeCode();
        return new EntryPoint(
            metadata.GetString(metadata.GetAssemblyDefinition().Name),
            MetadataNames.Of(metadata, method.GetDeclaringType()),
            metadata.GetString(method.Name),
            parameters > 0,
            returns is SignatureTypeCode.Int32 or SignatureTypeCode.UInt32);
    }

    /// <summary>
    /// Copies an EXE as a library: one EXE among ILC's inputs is the program, and that is the kernel. Only the
    /// file header's DLL bit changes; the entry-point token stays.
    /// </summary>
    public static void CopyAsLibrary(string from, string to)
    {
        const int characteristicsOffset = 18, dllBit = 0x2000;
        byte[] bytes = File.ReadAllBytes(from);
        using (PEReader image = new(ImmutableArray.Create(bytes)))
        {
            int at = image.PEHeaders.CoffHeaderStartOffset + characteristicsOffset;
            int value = bytes[at] | bytes[at + 1] << 8 | dllBit;
            (bytes[at], bytes[at + 1]) = ((byte)value, (byte)(value >> 8));
        }

        Directory.CreateDirectory(Path.GetDirectoryName(to)!);
        if (!File.Exists(to) || !File.ReadAllBytes(to).AsSpan().SequenceEqual(bytes))
        {
            File.WriteAllBytes(to, bytes);
        }
    }
}
