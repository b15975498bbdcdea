namespace Theseus.Platform.Native.Files;

/// <summary>What an open file descriptor leads to.</summary>
internal enum FileKind : byte
{
    /// <summary>Not open.</summary>
    None,

    /// <summary>The console.</summary>
    Terminal,

    /// <summary>Takes all, gives nothing.</summary>
    Null,

    /// <summary>Gives zeros.</summary>
    Zero,

    /// <summary>Gives random bytes.</summary>
    Random,

    /// <summary>Read-only bytes in memory.</summary>
    Contents,

    /// <summary>A directory.</summary>
    Directory,
}
