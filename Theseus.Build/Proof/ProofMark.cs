using System.Reflection.Metadata;
using System.Reflection.PortableExecutable;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Proof;

/// <summary>What a <see cref="ProofMark"/> asks for.</summary>
public enum ProofMarkKind
{
    NoAllocation,
    Resident,
    Boundary,

    /// <summary>Not of the proof: <see cref="Cells.InstanceStatics"/>.</summary>
    OfInstance,
}

/// <summary>One of Theseus.Format's attributes of the proof, where it stands in an assembly.</summary>
/// <param name="Kind">Which.</param>
/// <param name="Assembly">In which assembly.</param>
/// <param name="Type">The type, as ILC's statistics spell it.</param>
/// <param name="Method">The method; null if it stands on the type.</param>
/// <param name="Symbol">The symbol that the method is imported or exported as; null for none.</param>
public sealed record ProofMark(ProofMarkKind Kind, string Assembly, string Type, string? Method, string? Symbol)
{
    /// <summary>All that stand in an assembly.</summary>
    public static List<ProofMark> Read(string file)
    {
        using PEReader image = new(File.OpenRead(file));
        MetadataReader reader = image.GetMetadataReader();
        string assembly = reader.GetString(reader.GetAssemblyDefinition().Name);
        List<ProofMark> marks = new();
        foreach (TypeDefinitionHandle handle in reader.TypeDefinitions)
        {
            TypeDefinition type = reader.GetTypeDefinition(handle);
            string name = TypeText.WithoutArity(MetadataNames.Of(reader, handle));
            foreach (ProofMarkKind kind in Kinds(reader, type.GetCustomAttributes()))
            {
                marks.Add(new ProofMark(kind, assembly, name, null, null));
            }

            foreach (MethodDefinition method in type.GetMethods().Select(reader.GetMethodDefinition))
            {
                foreach (ProofMarkKind kind in Kinds(reader, method.GetCustomAttributes()))
                {
                    marks.Add(
                        new ProofMark(kind, assembly, name, reader.GetString(method.Name),
                            SymbolClaims.SymbolOf(reader, method)));
                }
            }
        }

        return marks;
    }

    private static IEnumerable<ProofMarkKind> Kinds(MetadataReader reader, CustomAttributeHandleCollection attributes)
    {
        foreach (CustomAttributeHandle handle in attributes)
        {
            (string space, string type) = SymbolClaims.TypeOf(reader, reader.GetCustomAttribute(handle));
            if (space != typeof(ResidentAttribute).Namespace)
            {
                continue;
            }

            if (type == nameof(NoAllocationAttribute))
            {
                yield return ProofMarkKind.NoAllocation;
            }
            else if (type == nameof(ResidentAttribute))
            {
                yield return ProofMarkKind.Resident;
            }
            else if (type == nameof(ProofBoundaryAttribute))
            {
                yield return ProofMarkKind.Boundary;
            }
            else if (type == nameof(OfInstanceAttribute))
            {
                yield return ProofMarkKind.OfInstance;
            }
        }
    }
}
