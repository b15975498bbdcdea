namespace Theseus.Build.Linking;

/// <summary>Why an image cannot be made of its inputs.</summary>
public enum LinkError
{
    /// <summary>Live sections refer to symbols that no input defines.</summary>
    MissingSymbols,
    /// <summary>Two inputs define one symbol.</summary>
    DuplicateSymbol,
    /// <summary>An assembly that is none of the system's layers defines a symbol.</summary>
    UntrustedExport,
    /// <summary>An assembly that is none of the system's layers is bound to a symbol by its name.</summary>
    UntrustedImport,
    /// <summary>A symbol that the image must have is in no input.</summary>
    NoRootSymbol,
    /// <summary>A relocation's value does not fit the place it is for.</summary>
    RelocationOutOfRange,
    /// <summary>A relocation type that the linker does not know.</summary>
    UnknownRelocation,
    /// <summary>A section of ELF thread locals: Theseus has none.</summary>
    ThreadLocalSection,
    /// <summary>The exception clauses of a method do not parse, or disagree with its funclets.</summary>
    BadClauses,
    /// <summary>Unwind information that the image's tables cannot hold.</summary>
    BadUnwind,
    /// <summary>The image does not fit its window.</summary>
    ImageTooLarge,
    /// <summary>Code before the image proper (<c>.boot</c>) is managed code.</summary>
    ManagedBootCode,
    /// <summary>Statics that hold references are not of the form that the cutter knows.</summary>
    BadStatics,
    /// <summary>The words of an interface call site are in no run that an entry closes.</summary>
    BadDispatchCells,
    /// <summary>A frozen object without a MethodTable, or outside of its segment.</summary>
    BadFrozenObject,
    /// <summary>What the runtime notes of types does not lie together.</summary>
    BadTypeNotes,
    /// <summary>Two symbols of a world have one hash.</summary>
    NameCollision,
    /// <summary>What must always be resident is larger than the budget allows.</summary>
    NanoCoreTooLarge,
}
