namespace Theseus.Runtime.Interrupts;

/// <summary>What an address below a stack comes to.</summary>
internal enum StackGuardAnswer
{
    /// <summary>It is in no stack's guard.</summary>
    NotAGuard = 0,

    /// <summary>The reserve is open: the code that overflowed is to get its exception.</summary>
    Throw = 1,

    /// <summary>The reserve is open, and the code that overflowed cannot be unwound: it goes on there.</summary>
    GoOn = 2,
}
