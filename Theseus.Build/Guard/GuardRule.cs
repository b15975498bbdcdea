namespace Theseus.Build.Guard;

/// <summary>
/// What the guard refuses, by kind. The number is the rule's id: THS1010 is <see cref="NotAllowed"/>; docs/guard.md has
/// a line for each.
/// </summary>
public enum GuardRule
{
    // The assembly as a whole.
    Unreadable = 1001,
    NameIsTaken = 1002,
    NativeCode = 1003,
    Forwarder = 1004,
    AmbiguousForm = 1005,

    // What it refers to.
    NotAllowed = 1010,
    NotAccessible = 1011,
    PointerType = 1012,
    Unresolved = 1013,
    ClonedHandle = 1014,

    // Symbols and attributes.
    NativeImport = 1020,
    RuntimeSymbol = 1021,
    ForbiddenAttribute = 1022,

    // Types.
    OverlappingFields = 1030,
    BadInlineArray = 1031,
    FixedBuffer = 1032,
    ByRefLikeStored = 1033,
    BadBase = 1034,
    BadOverride = 1035,
    BadDelegateType = 1036,
    GenericConstraint = 1037,
    OwnedAsBytes = 1038,
    BadVariance = 1039,
    AbstractMember = 1040,

    // Method bodies: shape.
    UnverifiableInstruction = 1050,
    BadBranch = 1051,
    BadRegion = 1052,
    FallsOffTheEnd = 1053,
    LocalsNotZeroed = 1054,
    BadPrefix = 1055,

    // Method bodies: types.
    StackUnderflow = 1060,
    StackNotEmpty = 1061,
    StackMerge = 1062,
    TypeMismatch = 1063,
    WrongReceiver = 1064,
    UninitialisedThis = 1065,
    BoxedByRefLike = 1066,
    BadDelegate = 1067,
    AbstractCall = 1068,
    NonVirtualCall = 1069,
    InitOnlyStore = 1070,
    ReadOnlyReference = 1071,
    BadRawData = 1072,

    // Method bodies: how long references live.
    EscapingReference = 1080,
}
