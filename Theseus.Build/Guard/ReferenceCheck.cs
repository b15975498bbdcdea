using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;
using Theseus.Build.Guard.Verification;

namespace Theseus.Build.Guard;

/// <summary>
/// Every type and member that an assembly names, by its tables of references and by what each instruction names,
/// against the list of what safe code may name, and against what their declarers let others name.
/// </summary>
public sealed class ReferenceCheck(
    AssemblySet set, AllowList allowed, Admissions admissions, AccessRules access, ModuleDefMD module, string assembly)
{
    private readonly List<Finding> _findings = [];
    private readonly HashSet<string> _said = [];
    private bool _hasInlineArrays;

    public IEnumerable<Finding> Run()
    {
        foreach (MethodDef method in module.GetTypes().SelectMany(t => t.Methods).Where(m => m.HasBody))
        {
            Instructions(method);
        }

        TypeDef any = module.GlobalType;
        foreach (TypeRef type in module.GetTypeRefs())
        {
            Try(assembly, -1, () => Type(assembly, -1, any, TypeSystem.Resolve(type)));
        }

        foreach (MemberRef member in module.GetMemberRefs())
        {
            Try(assembly, -1, () => Table(member));
        }

        return _findings;
    }

    /// <summary>
    /// References that no instruction of a method has: attributes, overrides, and what is only in the tables.
    /// </summary>
    private void Table(MemberRef member)
    {
        if (Definition(member) is not { } definition
            || !set.IsLibrary(definition.Module) && admissions.Names.Count == 0)
        {
            return;
        }

        if (_hasInlineArrays && InlineArrayHelper.IsBuildingBlock(definition.DeclaringType.FullName, definition.Name))
        {
            return;
        }

        // With which type arguments it is called, an instruction says.
        if (!IsMadeOfStackMemory(definition) && !allowed.IsOfNumbers(definition))
        {
            Member(assembly, -1, definition);
        }
    }

    private void Instructions(MethodDef method)
    {
        bool isHelper;
        try
        {
            isHelper = InlineArrayHelper.KindOf(set.Types, method) != InlineArrayHelper.Kind.None;
        }
        catch (UnresolvedException)
        {
            isHelper = false;
        }

        _hasInlineArrays |= isHelper;
        if (isHelper)
        {
            return;
        }

        foreach (Instruction instruction in method.Body.Instructions)
        {
            int offset = (int)instruction.Offset;
            switch (instruction.Operand)
            {
                case ITypeDefOrRef type:
                    Try(method.FullName, offset, () => Named(method, offset, type.ScopeType));
                    break;
                case IMethod { IsMethod: true } or IField { IsField: true } or MemberRef:
                    Try(method.FullName, offset, () =>
                    {
                        IMemberRef operand = instruction.Operand is MethodSpec specified ? specified.Method
                            : (IMemberRef)instruction.Operand;
                        if (operand is MemberRef reference && Definition(reference) is { } definition)
                        {
                            Type(method.FullName, offset, method.DeclaringType, definition.DeclaringType);
                            // A span over an address, and the calls that make it: what they are made of is the
                            // verifier's matter.
                            if (!IsMadeOfStackMemory(definition) && !IsOverNumbers(method, definition, instruction))
                            {
                                Member(method.FullName, offset, definition);
                            }
                        }

                        Owned(method, offset, instruction);
                    });
                    break;
            }
        }
    }

    private bool IsOverNumbers(MethodDef from, IMemberDef definition, Instruction instruction) =>
        allowed.IsOfNumbers(definition)
        && instruction.Operand is MethodSpec { GenericInstMethodSig.GenericArguments: var arguments }
        && arguments.All(a => LayoutCheck.IsNumber(set.Types, set.Types.From(a, GenericContext.Of(from))));

    private static bool IsMadeOfStackMemory(IMemberDef member) =>
        member is MethodDef { Name.String: ".ctor", MethodSig.Params: [PtrSig, _] }
        && member.DeclaringType.FullName is "System.Span`1" or "System.ReadOnlySpan`1";

    /// <summary>
    /// A class library or layer that gives memory as any type without references gives none as something owned.
    /// </summary>
    private void Owned(MethodDef method, int offset, Instruction instruction)
    {
        if (instruction.Operand is not MethodSpec { Method: MemberRef } specified)
        {
            return;
        }

        MethodUse use = MethodUse.Resolve(set.Types, specified, GenericContext.Of(method));
        foreach (GenericParam parameter in use.Definition?.GenericParameters ?? [])
        {
            CilType argument = use.MethodArguments[parameter.Number];
            if (TypeSystem.Has(parameter, "System.Runtime.CompilerServices.IsUnmanagedAttribute")
                && set.Types.IsOwned(argument))
            {
                Say(GuardRule.OwnedAsBytes, method.FullName, offset, $"{use} of {argument}, which has one owner");
            }
        }
    }

    private IMemberDef? Definition(MemberRef member) =>
        member.IsMethodRef ? set.Types.Resolve(member) : member.IsFieldRef ? member.ResolveField() : null;

    private void Named(MethodDef from, int offset, IType? type)
    {
        if (type is ITypeDefOrRef named and not TypeSpec)
        {
            Type(from.FullName, offset, from.DeclaringType, TypeSystem.Resolve(named));
        }
    }

    private void Type(string member, int offset, TypeDef from, TypeDef type)
    {
        if (type.Module == module)
        {
            return;
        }

        string? why = allowed.Refuses(type, set.IsLibrary(type.Module));
        if (why is not null && !admissions.Admits(assembly, type.FullName, null)
            && !(_hasInlineArrays
            && type.FullName is "System.Runtime.CompilerServices.Unsafe"
            or "System.Runtime.InteropServices.MemoryMarshal"))
        {
            Say(GuardRule.NotAllowed, member, offset, $"{type.FullName} {why}");
        }

        // Types that only the family of the one around them may name are asked for where they are used.
        if (offset < 0 ? !access.IsVisible(module, type) : !access.CanAccess(from, type))
        {
            Say(GuardRule.NotAccessible, member, offset, type.FullName);
        }
    }

    private void Member(string member, int offset, IMemberDef definition)
    {
        if (definition.Module == module || allowed.Refuses(definition, set.IsLibrary(definition.Module)) is not { } why
            || admissions.Admits(assembly, definition.DeclaringType.FullName, definition.Name))
        {
            return;
        }

        Say(GuardRule.NotAllowed, member, offset, $"{definition.DeclaringType.FullName}::{definition.Name} {why}");
    }

    private void Try(string member, int offset, Action check)
    {
        try
        {
            check();
        }
        catch (UnresolvedException missing)
        {
            // Instructions that name what is nowhere are the verifier's matter.
            if (!missing.IsMissing)
            {
                Say(GuardRule.Unresolved, member, offset, missing.Message);
            }
        }
    }

    private void Say(GuardRule rule, string member, int offset, string what)
    {
        // The tables repeat what instructions name.
        if (_said.Add(offset < 0 ? what : $"{what} {member}") && (offset >= 0 || !_said.Contains($"in {what}")))
        {
            _findings.Add(new Finding(rule, assembly, member, offset, what));
        }

        _said.Add(what);
        _said.Add($"in {what}");
    }
}
