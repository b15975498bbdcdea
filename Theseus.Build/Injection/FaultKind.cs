namespace Theseus.Build.Injection;

/// <summary>A fault that can be injected.</summary>
public enum FaultKind
{
    // Of software: a method does this in the place of what it is for.
    Null,
    WildRead,
    WildWrite,
    Division,
    Throw,
    Assertion,
    Loop,
    Deadlock,
    Leak,
    HugeArray,

    // Of hardware. A word is eight bytes; of text it is four.
    TextBit,
    TextWord,
    ConstantBit,
    DataBit,
    DataWord,
    HeapBit,
    HeapWord,
    StackBit,
    StackWord,
    RegisterBit,
    RegisterWord,
    SkippedInstruction,
    RepeatedInstruction,

    // Of memory: one allocation fails.
    FailedAllocation,
}
