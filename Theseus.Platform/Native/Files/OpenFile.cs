namespace Theseus.Platform.Native.Files;

/// <summary>An entry of the table of open files.</summary>
// SAFETY: Data points at bytes of the image or of the native heap that the table of open files owns as long as the
// entry is in use.
internal unsafe struct OpenFile
{
    public byte* Contents;
    public nint Length;
    public long Position;
    public int Identity;
    public FileKind Kind;
    public bool CanRead;
    public bool CanWrite;
}
