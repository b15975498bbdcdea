using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    /// <summary>
    /// <c>MemberwiseClone</c> copies what an object of the class library holds by number, and both give it back: then
    /// the number is somebody else's when the second does. (Two weak references with one handle make a reference to any
    /// type of any object.)
    /// </summary>
    private void RequireMayClone(MethodUse method, Slot receiver)
    {
        if (method.Definition is not { Name.String: "MemberwiseClone" } definition
            || definition.DeclaringType != _types.Object.Definition)
        {
            return;
        }

        foreach (NamedType known in Classes(receiver.Type))
        {
            for (NamedType? type = known; type is not null; type = _types.BaseOf(type))
            {
                if (type != _types.Object && _access.IsLibrary(type.Definition.Module) && HoldsByNumber(type))
                {
                    throw Bad(GuardRule.ClonedHandle, $"a clone of {receiver}: {type} gives back what it holds");
                }
            }
        }
    }

    private IEnumerable<NamedType> Classes(CilType? type) => type switch
    {
        NamedType named => [named],
        ParameterType { Parameter: var parameter } => _types.Constraints(parameter).SelectMany(Classes),
        _ => [],
    };

    private bool HoldsByNumber(NamedType type) => type.Definition.FindMethod("Finalize") is { IsVirtual: true }
        || _types.InstanceFields(type).Any(f => IsHandle(f.Type));

    private bool IsHandle(CilType type) => _types.Primitive(type) is ElementType.I or ElementType.U
        || type is PointerType
        || (type is NamedType named && _types.IsValueType(type) && _types.Primitive(type) is null
            && _types.InstanceFields(named).Any(f => f.Type != type && IsHandle(f.Type)));
}
