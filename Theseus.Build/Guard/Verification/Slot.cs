using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// One place on the evaluation stack, or a local variable: its type and what else is known of its value.
/// </summary>
public sealed record Slot(SlotKind Kind, CilType? Type = null)
{
    /// <summary>Of a managed pointer and of a ref struct: how far it may go.</summary>
    public Reach Reach { get; init; }

    /// <summary>A managed pointer to what is returned: <c>out</c>, and <c>this</c> of a constructor.</summary>
    public bool IsResult { get; init; }

    /// <summary>A managed pointer that nothing may be written through.</summary>
    public bool IsReadOnly { get; init; }

    /// <summary>The very <c>this</c> of the method.</summary>
    public bool IsThis { get; init; }

    /// <summary>A managed pointer into this local variable; -1: to something else.</summary>
    public int Local { get; init; } = -1;

    /// <summary><see cref="Local"/> of a managed pointer into one of several variables.</summary>
    public const int SeveralLocals = -2;

    /// <summary>
    /// A managed pointer to what may outlive the call: something scoped that is written there would escape.
    /// </summary>
    public bool IsOutside { get; init; }

    /// <summary>The least that a number can be, if both are known.</summary>
    public long? Low { get; init; }

    /// <summary>The most that a number can be.</summary>
    public long? High { get; init; }

    /// <summary>A number known at compile time.</summary>
    public long? Constant
    {
        get => Low == High ? Low : null;
        init => (Low, High) = (value, value);
    }

    /// <summary>The value that this variable has now (see <see cref="Variable"/>), times <see cref="Scale"/>.</summary>
    public Variable Source { get; init; }

    /// <summary>Bytes an element, in a length in bytes.</summary>
    public long Scale { get; init; } = 1;

    /// <summary>
    /// What <see cref="Scale"/> is multiplied with once more: the size of a type that the compiler knows only by
    /// <c>sizeof</c>.
    /// </summary>
    public CilType? ScaleType { get; init; }

    /// <summary>
    /// Of a fresh array: how many elements. Of memory of the frame or raw data: how many bytes, from
    /// <see cref="Offset"/>.
    /// </summary>
    public long? Length { get; init; }

    /// <summary>Bytes from the beginning of memory of the frame.</summary>
    public long Offset { get; init; }

    public MethodUse? Function { get; init; }

    public FieldDef? Field { get; init; }

    /// <summary>The same value, without what holds only until something is written.</summary>
    public Slot WithoutSource => Source == default ? this : this with { Source = default, Scale = 1, ScaleType = null };

    public override string ToString() => Kind switch
    {
        SlotKind.Object => IsThis ? $"this ({Type})" : $"{Type}",
        SlotKind.Value => $"{Type}",
        SlotKind.ByRef => $"{(IsReadOnly ? "readonly " : "")}ref {Type}",
        SlotKind.Null => "null",
        SlotKind.Unborn => "this before a constructor of its base has run",
        SlotKind.Function => $"the address of {Function}",
        SlotKind.StackMemory => "memory of the frame",
        SlotKind.RawData => "the address of raw data",
        SlotKind.FieldToken => "a field's token",
        _ => Kind.ToString().ToLowerInvariant(),
    };
}

/// <summary>A local variable or a parameter whose address nothing takes.</summary>
public readonly record struct Variable(bool IsKnown, bool IsParameter, int Index);
