namespace Theseus.Memory;

/// <summary>What code may do with a page.</summary>
public enum PageAccess : byte
{
    /// <summary>Read only.</summary>
    Read,

    /// <summary>Read and write.</summary>
    ReadWrite,

    /// <summary>Read and execute. There is no value for writing and executing.</summary>
    ReadExecute,

    /// <summary>Read and write a device's registers: every access reaches the device, in order.</summary>
    Uncached,

    /// <summary>Write a device's memory, a framebuffer: writes may be joined and delayed.</summary>
    WriteCombining,
}

/// <summary>
/// A kind of access as a type, so that the compiler tells a writable mapping from an executable one. Its member is
/// internal: there are no other kinds than those below.
/// </summary>
public interface IPageAccess
{
    /// <summary>What the type stands for.</summary>
    internal static abstract PageAccess Access { get; }
}

/// <summary>A mapping that can only be read.</summary>
public readonly struct ReadOnly : IPageAccess
{
    static PageAccess IPageAccess.Access => PageAccess.Read;
}

/// <summary>A mapping that can be read and written.</summary>
public readonly struct ReadWrite : IPageAccess
{
    static PageAccess IPageAccess.Access => PageAccess.ReadWrite;
}

/// <summary>A mapping whose contents can be read and run.</summary>
public readonly struct ReadExecute : IPageAccess
{
    static PageAccess IPageAccess.Access => PageAccess.ReadExecute;
}
