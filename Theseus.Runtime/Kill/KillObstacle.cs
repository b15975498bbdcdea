namespace Theseus.Runtime.Kill;

/// <summary>Why a task cannot be killed where it stands.</summary>
internal enum KillObstacle
{
    /// <summary>It can.</summary>
    None,

    /// <summary>It runs code of the system or of the class library, which a kill does not cut.</summary>
    InSystem,

    /// <summary>Something has been acquired and is not protected yet, or is being given back.</summary>
    InGap,

    /// <summary>A <c>finally</c> of the class library's is under way.</summary>
    InFinally,

    /// <summary>A filter decides whether it handles an exception.</summary>
    InFilter,

    /// <summary>A class constructor is under way: its type would be lost.</summary>
    InClassConstructor,

    /// <summary>There is too little room on its stack for what a kill does.</summary>
    LowStack,

    /// <summary>It waits, and the class library cannot be interrupted there.</summary>
    InWait,

    /// <summary>One past the last.</summary>
    Count,
}
