using System.Reflection;
using System.Text;

namespace Theseus.Build.Reflection;

/// <summary>
/// Reads the world's metadata (<c>__embedded_metadata</c>, the format of <c>Internal.Metadata.NativeFormat</c> in
/// CoreLib): records of compressed numbers, which refer to each other by their offset. Scopes hold namespaces,
/// namespaces types, types members; only what is asked for here is read.
/// </summary>
internal ref struct NativeMetadata
{
    private const uint Signature = 0xDEADDFFD;

    /// <summary>Kinds of record, in the low seven bits of a reference that may lead to several.</summary>
    private const uint FunctionPointerSignature = 0x25, PointerSignature = 0x32, TypeSpecification = 0x3E,
        ByReferenceSignature = 2, ArraySignature = 1, VectorSignature = 0x37, InstantiationSignature = 0x3C,
        ModifiedType = 0x2D;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly Dictionary<uint, List<ReflectedMember>> _members = [];

    private NativeMetadata(ReadOnlySpan<byte> bytes) => _bytes = bytes;

    /// <summary>
    /// Every method and field by the offset of its record. Equal records (flags, name and signature) of several types
    /// are one.
    /// </summary>
    /// <exception cref="BadImageFormatException">The bytes are of another format.</exception>
    public static IReadOnlyDictionary<uint, List<ReflectedMember>> Read(ReadOnlySpan<byte> bytes)
    {
        uint signature = System.Buffers.Binary.BinaryPrimitives.ReadUInt32LittleEndian(bytes);
        if (signature != Signature)
        {
            throw new BadImageFormatException($"metadata begins with 0x{signature:x8}, not 0x{Signature:x8}");
        }

        NativeMetadata reader = new(bytes);
        int at = sizeof(uint);
        foreach (uint scope in reader.Collection(ref at))
        {
            reader.ReadScope((int)scope);
        }

        return reader._members;
    }

    /// <summary>Flags, name, hash algorithm, four parts of the version, key, culture, root namespace.</summary>
    private readonly void ReadScope(int at)
    {
        Number(ref at);
        string name = Text(Number(ref at));
        for (int i = 0; i < 5; i++)
        {
            Number(ref at);
        }

        int key = (int)Number(ref at);
        at += key;
        Number(ref at);
        ReadNamespace((int)Number(ref at), name, "");
    }

    /// <summary>Parent, name, types, forwarders, namespaces.</summary>
    private readonly void ReadNamespace(int at, string assembly, string outer)
    {
        Number(ref at);
        string name = Text(Number(ref at));
        string full = outer == "" ? name : $"{outer}.{name}";
        foreach (uint type in Collection(ref at))
        {
            ReadType((int)type, assembly, full == "" ? "" : full + ".", true);
        }

        Collection(ref at);
        foreach (uint inner in Collection(ref at))
        {
            ReadNamespace((int)inner, assembly, full);
        }
    }

    /// <summary>Flags, base, namespace, name, size, packing, outer type, nested types, methods, fields.</summary>
    private readonly void ReadType(int at, string assembly, string prefix, bool isOuterPublic)
    {
        TypeAttributes visibility = (TypeAttributes)Number(ref at) & TypeAttributes.VisibilityMask;
        Number(ref at);
        Number(ref at);
        string name = prefix + Text(Number(ref at));
        for (int i = 0; i < 3; i++)
        {
            Number(ref at);
        }

        bool isPublic = isOuterPublic && visibility is TypeAttributes.Public or TypeAttributes.NestedPublic;
        foreach (uint nested in Collection(ref at))
        {
            ReadType((int)nested, assembly, name + "+", isPublic);
        }

        foreach (uint method in Collection(ref at))
        {
            Add(method, ReadMethod((int)method, assembly, name) with { IsTypePublic = isPublic });
        }

        foreach (uint field in Collection(ref at))
        {
            Add(field, ReadField((int)field, assembly, name) with { IsTypePublic = isPublic });
        }
    }

    private readonly void Add(uint record, ReflectedMember member)
    {
        if (!_members.TryGetValue(record, out List<ReflectedMember>? sharing))
        {
            _members.Add(record, sharing = []);
        }

        sharing.Add(member);
    }

    /// <summary>
    /// Flags, implementation flags, name, signature: convention, number of type parameters, result, parameters.
    /// </summary>
    private readonly ReflectedMember ReadMethod(int at, string assembly, string type)
    {
        MethodAttributes flags = (MethodAttributes)Number(ref at);
        Number(ref at);
        string name = Text(Number(ref at));
        int signature = (int)Number(ref at);
        Number(ref signature);
        Number(ref signature);
        bool hasPointers = IsPointer(Number(ref signature));
        foreach (uint parameter in Collection(ref signature))
        {
            hasPointers |= IsPointer(parameter);
        }

        MethodAttributes access = flags & MethodAttributes.MemberAccessMask;
        return new ReflectedMember(assembly, type, name)
        {
            IsPublic = access == MethodAttributes.Public, IsPrivate = access == MethodAttributes.Private,
            IsVirtual = (flags & MethodAttributes.Virtual) != 0, HasPointers = hasPointers,
        };
    }

    /// <summary>Flags, name, signature: type.</summary>
    private readonly ReflectedMember ReadField(int at, string assembly, string type)
    {
        FieldAttributes access = (FieldAttributes)Number(ref at) & FieldAttributes.FieldAccessMask;
        string name = Text(Number(ref at));
        int signature = (int)Number(ref at);
        return new ReflectedMember(assembly, type, name)
        {
            IsField = true, IsPublic = access == FieldAttributes.Public, IsPrivate = access == FieldAttributes.Private,
            HasPointers = IsPointer(Number(ref signature)),
        };
    }

    /// <summary>The type is a pointer or made of one.</summary>
    private readonly bool IsPointer(uint reference)
    {
        (uint kind, int at) = (reference & 0x7F, (int)(reference >> 7));
        switch (kind)
        {
            case PointerSignature or FunctionPointerSignature:
                return true;
            case TypeSpecification or ByReferenceSignature or ArraySignature or VectorSignature:
                return IsPointer(Number(ref at));
            case ModifiedType: // one byte: optional; the modifier; what it modifies
                at++;
                Number(ref at);
                return IsPointer(Number(ref at));
            case InstantiationSignature:
                Number(ref at);
                foreach (uint argument in Collection(ref at))
                {
                    if (IsPointer(argument))
                    {
                        return true;
                    }
                }

                return false;
            default:
                return false;
        }
    }

    private readonly uint Number(ref int at) => NativeNumbers.ReadUnsigned(_bytes, ref at);

    private readonly uint[] Collection(ref int at)
    {
        uint[] items = new uint[Number(ref at)];
        for (int i = 0; i < items.Length; i++)
        {
            items[i] = Number(ref at);
        }

        return items;
    }

    private readonly string Text(uint offset)
    {
        int at = (int)offset;
        if (at == 0)
        {
            return "";
        }

        int length = (int)Number(ref at);
        return Encoding.UTF8.GetString(_bytes.Slice(at, length));
    }
}
