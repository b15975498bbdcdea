namespace Theseus.Platform.Native;

/// <summary>An entry of the table of open files.</summary>
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
