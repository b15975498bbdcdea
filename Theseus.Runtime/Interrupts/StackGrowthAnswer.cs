namespace Theseus.Runtime.Interrupts;

/// <summary>What an address of a task's stack that has no memory yet comes to.</summary>
internal enum StackGrowthAnswer
{
    /// <summary>It is in no part of the stack that could have memory.</summary>
    NotItsStack = 0,

    /// <summary>There is memory now: the code that was interrupted goes on.</summary>
    Grown = 1,

    /// <summary>Memory is out. There is a little for the exception that says so.</summary>
    NoMemory = 2,

    /// <summary>Memory is out, and there is none for an exception either.</summary>
    NothingLeft = 3,
}
