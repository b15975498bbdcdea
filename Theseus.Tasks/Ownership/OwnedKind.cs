namespace Theseus.Tasks.Ownership;

/// <summary>What a task owns beside memory, frames and devices.</summary>
internal enum OwnedKind
{
    /// <summary>An end of a channel that sends.</summary>
    SendingEnd,

    /// <summary>An end of a channel that receives.</summary>
    ReceivingEnd,

    /// <summary>A mutex, which it holds.</summary>
    Mutex,

    /// <summary>A reader-writer lock, which it holds to read.</summary>
    ReadLock,

    /// <summary>A reader-writer lock, which it holds to write.</summary>
    WriteLock,

    /// <summary>A task that ends with it.</summary>
    Child,
}
