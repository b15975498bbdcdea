namespace Theseus.Build.Evolution;

/// <summary>Why a system that runs cannot be led to a new world. The names are ids of exceptions.</summary>
public enum RefusalReason
{
    /// <summary>A type that exists has other fields, another MethodTable, or statics that begin otherwise.</summary>
    ShapeChanged,
    /// <summary>A method that exists takes or returns something else, or another overload has its name now.</summary>
    SignatureChanged,
    /// <summary>A static constructor changed, which has run already.</summary>
    ConstructorChanged,
    /// <summary>Statics of which each thread has its own came or changed.</summary>
    ThreadStatics,
    /// <summary>What changed is in the nano-core, which must work while cells change.</summary>
    InNanoCore,
    /// <summary>Assembler or C code changed.</summary>
    NativeChanged,
    /// <summary>What a shared generic method looks up for one instance changed.</summary>
    DictionaryChanged,
    /// <summary>New code asks for metadata by a number that the running world does not have.</summary>
    MetadataNeeded,
    /// <summary>Other data that exists changed.</summary>
    DataChanged,
    /// <summary>A function whose home has no room for a jump.</summary>
    NoRoomAtHome,
}
