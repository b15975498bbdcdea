namespace Theseus.Platform.Native.Files;

/// <summary>How the BCL asks for a file to be opened (its <c>Interop.Sys.OpenFlags</c>).</summary>
[Flags]
internal enum OpenFlags
{
    WriteOnly = 0x01,
    ReadWrite = 0x02,
    AccessMask = 0x0F,
    Create = 0x20,
    Exclusive = 0x40,
    Truncate = 0x80,
}
