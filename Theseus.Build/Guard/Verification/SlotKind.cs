namespace Theseus.Build.Guard.Verification;

/// <summary>What a place on the evaluation stack holds.</summary>
public enum SlotKind
{
    Int32,
    Int64,
    Native,
    Float,

    /// <summary>A reference to an object of the slot's type; a value type there is a boxed one.</summary>
    Object,

    Null,

    /// <summary>A structure, or a value of a type parameter.</summary>
    Value,

    /// <summary>A managed pointer to the slot's type.</summary>
    ByRef,

    /// <summary><c>this</c> of a class before a constructor of its base has run.</summary>
    Unborn,

    /// <summary>What <c>ldftn</c> and <c>ldvirtftn</c> give.</summary>
    Function,

    /// <summary>What <c>ldtoken</c> of a field gives.</summary>
    FieldToken,

    /// <summary>Fresh memory of the frame, on its way into a span.</summary>
    StackMemory,

    /// <summary>Constant data of the module, on its way into a read-only span.</summary>
    RawData,
}
