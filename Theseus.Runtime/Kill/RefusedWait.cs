namespace Theseus.Runtime.Kill;

/// <summary>Why a wait of the class library's was refused, until the exception that ends it is thrown.</summary>
internal enum RefusedWait
{
    /// <summary>None was.</summary>
    None,

    /// <summary>Nothing could have ended it.</summary>
    Hopeless,

    /// <summary>The task is killed.</summary>
    Killed,
}
