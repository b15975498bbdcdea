using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using System.Text;

namespace Theseus.Build.World;

/// <summary>
/// Reads ILC's statistics file (<c>--mstat</c>): an assembly without code of its own whose methods' IL is a list.
/// <c>Methods</c> holds for each compiled method its token, three sizes and the offset of its symbol's name in the
/// section <c>.names</c>; <c>Types</c> holds token, size and name. Format version 2.2, of ILC 10.
/// </summary>
public sealed class Statistics
{
    private readonly Dictionary<string, SymbolOrigin> _methods = [];
    private readonly Dictionary<string, SymbolOrigin> _types = [];
    private readonly Dictionary<(string Assembly, string Type, string Method, bool TakesArguments),
        string> _plainMethods = [];
    private readonly Dictionary<string, List<(string Type, string Method, string Symbol)>> _ownMethods = [];

    private readonly MetadataReader _metadata;
    private readonly PEReader _file;
    private readonly byte[] _names;
    private readonly TypeTexts _texts;
    private readonly IReadOnlyList<string> _ownInOrder;

    private Statistics(PEReader file, IReadOnlyList<string> ownInOrder)
    {
        _file = file;
        _metadata = file.GetMetadataReader();
        _names = [.. file.GetSectionData(".names").GetContent()];
        _ownInOrder = ownInOrder;
        _texts = new TypeTexts(_metadata,
            ownInOrder.Select((name, i) => (name, i)).ToDictionary(p => p.name, p => p.i));
    }

    /// <param name="path">The file.</param>
    /// <param name="ownInOrder">Our assemblies (not the class library's), what is depended on first.</param>
    /// <exception cref="BuildException"><c>BadStatistics</c></exception>
    public static Statistics Read(string path, IReadOnlyList<string> ownInOrder)
    {
        using PEReader file = new(File.OpenRead(path));
        Statistics result = new(file, ownInOrder);
        Version version = result._metadata.GetAssemblyDefinition().Version;
        if (version.Major != 2)
        {
            throw new BuildException("BadStatistics", $"{path}: format version {version}, 2 is known");
        }

        try
        {
            result.ReadLists();
        }
        catch (BadImageFormatException e)
        {
            throw new BuildException("BadStatistics", $"{path}: {e.Message}", e);
        }

        return result;
    }

    /// <summary>The symbol of a method that is not generic, or null if the world does not hold it.</summary>
    public string? SymbolOf(EntryPoint entry) =>
        _plainMethods.GetValueOrDefault((entry.Assembly, entry.Type, entry.Method, entry.TakesArguments));

    /// <summary>
    /// Symbols of the compiled methods of a type of ours, and of those nested in it; of one name, where one is given.
    /// </summary>
    public IEnumerable<string> MethodsOf(string assembly, string type, string? method)
    {
        foreach ((string owner, string name, string symbol) in _ownMethods.GetValueOrDefault(assembly, []))
        {
            bool isOfType = owner == type || (method is null && owner.StartsWith(type + "+", StringComparison.Ordinal));
            if (isOfType && (method is null || name == method))
            {
                yield return symbol;
            }
        }
    }

    /// <summary>Our assemblies, what is depended on first.</summary>
    public IReadOnlyList<string> OwnInOrder => _ownInOrder;

    public SymbolOrigin? Method(string symbol) => _methods.TryGetValue(symbol, out SymbolOrigin origin) ? origin : null;

    /// <summary>Origin of the type whose mangled name (without <c>_ZTV</c> and length) is given.</summary>
    public SymbolOrigin? Type(string mangled) => _types.TryGetValue(mangled, out SymbolOrigin origin) ? origin : null;

    private void ReadLists()
    {
        foreach (MethodDefinitionHandle handle in _metadata.MethodDefinitions)
        {
            MethodDefinition list = _metadata.GetMethodDefinition(handle);
            switch (_metadata.GetString(list.Name))
            {
                case "Methods": ReadList(list, numbers: 4, AddMethod); break;
                case "Types": ReadList(list, numbers: 2, AddType); break;
            }
        }
    }

    /// <summary>Each item: ldtoken, then <paramref name="numbers"/> constants, of which the last is the name.</summary>
    private void ReadList(MethodDefinition list, int numbers, Action<EntityHandle, string> add)
    {
        BlobReader code = _file.GetMethodBody(list.RelativeVirtualAddress).GetILReader();
        while (code.RemainingBytes > 0)
        {
            if (code.ReadByte() != (byte)ILOpCode.Ldtoken)
            {
                throw new BadImageFormatException(
                    $"no token at {code.Offset} of the list {_metadata.GetString(list.Name)}");
            }

            EntityHandle token = MetadataTokens.EntityHandle(code.ReadInt32());
            int name = 0;
            for (int i = 0; i < numbers; i++)
            {
                name = ReadConstant(ref code);
            }

            add(token, ReadName(name));
        }
    }

    private static int ReadConstant(ref BlobReader code) => (ILOpCode)code.ReadByte() switch
    {
        ILOpCode.Ldc_i4_m1 => -1,
        >= ILOpCode.Ldc_i4_0 and <= ILOpCode.Ldc_i4_8 and var small => small - ILOpCode.Ldc_i4_0,
        ILOpCode.Ldc_i4_s => code.ReadSByte(),
        ILOpCode.Ldc_i4 => code.ReadInt32(),
        var other => throw new BadImageFormatException($"instruction {other} where a number should be"),
    };

    /// <summary>A length (ECMA-335 compressed) and UTF-8.</summary>
    private string ReadName(int offset)
    {
        byte first = _names[offset];
        (int length, int start) = first switch
        {
            < 0x80 => ((int)first, offset + 1),
            < 0xC0 => ((first & 0x3F) << 8 | _names[offset + 1], offset + 2),
            _ => ((first & 0x1F) << 24 | _names[offset + 1] << 16 | _names[offset + 2] << 8
                | _names[offset + 3], offset + 4),
        };
        return Encoding.UTF8.GetString(_names, start, length);
    }

    private void AddMethod(EntityHandle token, string symbol)
    {
        int last = -1;
        EntityHandle method = token;
        if (token.Kind == HandleKind.MethodSpecification)
        {
            MethodSpecification specification = _metadata.GetMethodSpecification((MethodSpecificationHandle)token);
            System.Collections.Immutable.ImmutableArray<TypeText> types = specification.DecodeSignature(_texts, null);
            last = types.Max(t => t.Last);
            method = specification.Method;
        }

        if (method.Kind != HandleKind.MemberReference)
        {
            return;
        }

        MemberReference member = _metadata.GetMemberReference((MemberReferenceHandle)method);
        TypeText owner = _texts.Of(member.Parent);
        string name = _metadata.GetString(member.Name);
        _methods[symbol] = new SymbolOrigin($"{owner.Name}.{name}",
            Owner(owner with { Last = Math.Max(last, owner.Last) }), owner.Assembly);
        if (_ownInOrder.Contains(owner.Assembly))
        {
            if (!_ownMethods.TryGetValue(owner.Assembly, out List<(string Type, string Method, string Symbol)>? list))
            {
                _ownMethods.Add(owner.Assembly, list = []);
            }

            list.Add((owner.Name, name, symbol));
        }

        if (token.Kind == HandleKind.MemberReference && member.Parent.Kind == HandleKind.TypeReference)
        {
            BlobReader signature = _metadata.GetBlobReader(member.Signature);
            signature.ReadSignatureHeader();
            _plainMethods.TryAdd((owner.Assembly, owner.Name, name, signature.ReadCompressedInteger() > 0), symbol);
        }
    }

    private void AddType(EntityHandle token, string symbol)
    {
        const string prefix = "_ZTV";
        // how ILC tells a type that objects are made of from one that is only compared with
        const string constructed = " constructed";
        if (symbol.EndsWith(constructed, StringComparison.Ordinal))
        {
            symbol = symbol[..^constructed.Length];
        }

        if (!symbol.StartsWith(prefix, StringComparison.Ordinal))
        {
            return;
        }

        int start = prefix.Length;
        while (start < symbol.Length && char.IsAsciiDigit(symbol[start]))
        {
            start++;
        }

        TypeText type = _texts.Of(token);
        _types[symbol[start..]] = new SymbolOrigin(type.Name, Owner(type), type.Assembly);
    }

    private string Owner(TypeText text) => text.Last >= 0 ? _ownInOrder[text.Last]
        : text.Assembly == MadeByCompiler ? WorldSymbols.World : text.Assembly;

    /// <summary>The assembly that ILC puts its own thunks in.</summary>
    private const string MadeByCompiler = "System.Private.CompilerGenerated";
}
