using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// What the C# compiler makes of <c>stackalloc</c> and of constant data. Both are pointers to the standard; here each
/// is a kind of its own that can only be filled and become a span that fits it.
/// </summary>
public sealed partial class BodyVerifier
{
    /// <summary>
    /// <c>localloc</c>: the bytes must be elements times the size of one, both of which a span is then made with. A
    /// length of which this is not known gives memory that nothing can be done with.
    /// </summary>
    private Slot Reserve(Slot bytes)
    {
        if (bytes.Kind is not (SlotKind.Native or SlotKind.Int32))
        {
            throw Bad(GuardRule.TypeMismatch, $"reserves {bytes} bytes");
        }

        if (_regions.Innermost(_current).Clause is not null)
        {
            throw Bad(GuardRule.UnverifiableInstruction, "localloc in a handler");
        }

        if (bytes.Constant is < 0)
        {
            throw Bad(GuardRule.BadRawData, "reserves less than nothing");
        }

        return bytes with { Kind = SlotKind.StackMemory, Length = bytes.Constant, Constant = null,
            Reach = Reach.Frame };
    }

    private Slot SizeOf(CilType type) => new(SlotKind.Int32)
    {
        Constant = _types.NumberSize(type),
        ScaleType = _types.NumberSize(type) is null ? type : null,
    };

    private Slot Advance(Slot memory, Slot by)
    {
        if (by is not { Constant: >= 0 and var step } || memory.Length is not { } length
            || memory.Offset + step > length)
        {
            throw Bad(GuardRule.BadRawData, "an address in memory of the frame that is not known to be in it");
        }

        return memory with { Offset = memory.Offset + step };
    }

    private void StoreToReserved(Slot memory, Slot value, ElementType number)
    {
        NamedType type = _types.Of(number);
        Require(value, type, "what is stored");
        if (memory.Length is not { } length || memory.Offset + _types.NumberSize(type)!.Value > length)
        {
            throw Bad(GuardRule.BadRawData, "writes beyond memory of the frame");
        }
    }

    /// <summary><c>cpblk</c> from constant data into memory of the frame.</summary>
    private void CopyRawData(State state)
    {
        (Slot bytes, Slot from, Slot to) = (Pop(state), Pop(state), Pop(state));
        if (from.Kind != SlotKind.RawData || to.Kind != SlotKind.StackMemory || bytes.Constant is not { } count
            || count < 0
            || count > from.Length || to.Length is not { } length || to.Offset + count > length)
        {
            throw Bad(GuardRule.UnverifiableInstruction, "cpblk");
        }
    }

    /// <summary><c>initblk</c> of memory of the frame: <c>stackalloc</c> of equal bytes.</summary>
    private void FillReserved(State state)
    {
        (Slot bytes, Slot value, Slot to) = (Pop(state), Pop(state), Pop(state));
        if (value.Kind != SlotKind.Int32 || to.Kind != SlotKind.StackMemory
            || bytes.Constant is not (>= 0 and var count)
            || to.Length is not { } length || to.Offset + count > length)
        {
            throw Bad(GuardRule.UnverifiableInstruction, "initblk");
        }
    }

    private long SizeOfRawData(FieldDef field)
    {
        CilType type = _types.From(field.FieldType, GenericContext.None);
        int size = _types.NumberSize(type)
            ?? (_types.IsValueType(type)
            && type is NamedType { Definition: { ClassLayout: { } layout, Fields.Count: 0 } }
            ? (int)layout.ClassSize : throw Bad(GuardRule.BadRawData, $"{field.FullName} is data of type {type}"));
        return field.InitialValue?.Length >= size ? size
            : throw Bad(GuardRule.BadRawData, $"{field.FullName} has no data");
    }

    private Slot Token(object operand)
    {
        if (operand is ITypeDefOrRef type)
        {
            CilType named = _types.From(type, _context);
            if (PointerWithin(named) is not null || named is not NamedType { Arguments.IsEmpty: true })
            {
                CheckType(named);
            }

            return SlotOf(_types.Core("System.RuntimeTypeHandle"));
        }

        if (operand is IField and (FieldDef or MemberRef { IsFieldRef: true }))
        {
            (FieldDef field, _, _) = FieldOperand(operand);
            if (!_access.CanAccess(_method, field, receiver: null))
            {
                throw Bad(GuardRule.NotAccessible, field.FullName);
            }

            return new Slot(SlotKind.FieldToken, _types.Core("System.RuntimeFieldHandle"))
            {
                Field = field,
                Length = field.HasFieldRVA ? SizeOfRawData(field) : null,
            };
        }

        MethodUse method = MethodUse.Resolve(_types, (IMethod)operand, _context);
        if (method.Definition is { } definition && !_access.CanAccess(_method, definition, receiver: null))
        {
            throw Bad(GuardRule.NotAccessible, definition.FullName);
        }

        return SlotOf(_types.Core("System.RuntimeMethodHandle"));
    }

    /// <summary>Methods that are allowed only as <see cref="MakesSpan"/> sees them called.</summary>
    private static bool IsMadeOf(MethodUse method) => method.Owner is NamedType { Definition.FullName: var owner }
        && ((owner == Helpers && method.Name is "CreateSpan" or "InitializeArray")
        || (owner == Marshal && method.Name is "CreateSpan" or "CreateReadOnlySpan"));

    private const string Helpers = "System.Runtime.CompilerServices.RuntimeHelpers",
        Marshal = "System.Runtime.InteropServices.MemoryMarshal";

    /// <summary>
    /// A span of none or one, over a reference: as <c>new Span&lt;T&gt;(ref value)</c>, whatever the method says of its
    /// parameter.
    /// </summary>
    private void SpanOverOne(MethodUse method, State state)
    {
        (Slot count, Slot reference) = (Pop(state), Pop(state));
        if (count.Constant is not (0 or 1))
        {
            throw Bad(GuardRule.NotAllowed, $"{Marshal}::{method.Name} of more than one element");
        }

        RequirePointer(reference, method.MethodArguments[0]);
        if (method.Name == "CreateSpan")
        {
            RequireWritable(reference);
        }

        ForgetThrough(state, reference);
        state.KeepsAddresses |= reference.Reach == Reach.Frame;
        Push(state, SlotOf(method.Returns!) with { Reach = reference.Reach });
    }

    /// <summary>A call that makes an array or a span of constant data, or a span of memory of the frame.</summary>
    /// <returns>false if it is an ordinary call.</returns>
    private bool MakesSpan(MethodUse method, bool creates, State state)
    {
        if (method.Owner is not NamedType { Definition.FullName: var owner } type)
        {
            return false;
        }

        if (method.IsConstructor && owner is "System.Span`1" or "System.ReadOnlySpan`1"
            && method.Parameters is [PointerType, _])
        {
            (Slot count, Slot memory) = (Pop(state), Pop(state));
            RequireFits(memory, count, type.Arguments[0], owner == "System.Span`1");
            Reach reach = memory.Kind == SlotKind.StackMemory ? Reach.Frame : Reach.Anywhere;
            if (creates)
            {
                Push(state, SlotOf(type) with { Reach = reach });
                return true;
            }

            Slot into = Pop(state);
            RequirePointer(into, type);
            RequireWritable(into);
            Write(state, into, reach);
            return true;
        }

        if (owner == Marshal && IsMadeOf(method))
        {
            SpanOverOne(method, state);
            return true;
        }

        if (owner != Helpers)
        {
            return false;
        }

        switch (method.Name)
        {
            case "CreateSpan":
            {
                Slot token = Pop(state);
                if (token.Kind != SlotKind.FieldToken || token.Length is not { } length
                    || _types.NumberSize(method.MethodArguments[0]) is not { } size || length % size != 0)
                {
                    throw Bad(GuardRule.BadRawData, $"a span of {method.MethodArguments[0]} of {token}");
                }

                Push(state, SlotOf(method.Returns!));
                return true;
            }
            case "InitializeArray":
            {
                (Slot token, Slot array) = (Pop(state), Pop(state));
                if (token.Kind != SlotKind.FieldToken || token.Length is not { } bytes
                    || array.Type is not ArrayType { Element: var element }
                    || _types.NumberSize(element) is not { } each || array.Length is not { } count || count < 0
                    || count * each > bytes)
                {
                    throw Bad(GuardRule.BadRawData, $"fills {array} with {token}");
                }

                return true;
            }
            default:
                return false;
        }
    }

    private void RequireFits(Slot memory, Slot count, CilType element, bool writable)
    {
        if (memory.Kind == SlotKind.RawData && !writable)
        {
            if (_types.NumberSize(element) is not { } size || count.Constant is not (>= 0 and var elements)
                || elements * size > memory.Length)
            {
                throw Bad(GuardRule.BadRawData, $"{count.Constant} elements of {element} of {memory.Length} bytes");
            }

            return;
        }

        if (memory.Kind != SlotKind.StackMemory || memory.Offset != 0)
        {
            throw Bad(GuardRule.UnverifiableInstruction, "a span over an address");
        }

        if (_types.ContainsReferences(element))
        {
            throw Bad(GuardRule.BadRawData, $"a span of {element}, which holds references, over memory of the frame");
        }

        int? number = _types.NumberSize(element);
        bool fits = memory.Length is { } bytes
            ? count.Constant is >= 0 and var n && number is { } each && n <= bytes / each
            : count is { Constant: { } constant } && memory.Source == default
                ? memory.ScaleType == element && constant == memory.Scale
                : memory.Source != default && count.Source == memory.Source && count.Scale == 1
                && count.ScaleType is null
                    && (number is { } scale ? memory.ScaleType is null && memory.Scale == scale
                        : memory.ScaleType == element && memory.Scale == 1);
        if (!fits)
        {
            throw Bad(GuardRule.BadRawData, $"a span of {element} that memory of the frame is not known to hold");
        }
    }
}
