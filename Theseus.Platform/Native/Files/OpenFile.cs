namespace Theseus.Platform.Native.Files;

/// <summary>An entry of the table of open files.</summary>
internal struct OpenFile
{
    public FileKind Kind;
    public bool CanRead;
    public bool CanWrite;

    /// <summary>Tells files apart, and finds their contents (<see cref="BuiltInFiles.ContentsOf"/>).</summary>
    public int Identity;

    /// <summary>Bytes of its contents.</summary>
    public long Length;

    public long Position;
}
