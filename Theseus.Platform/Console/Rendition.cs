namespace Theseus.Platform.Console;

/// <summary>How text is shown: the colours 0xRRGGBB asked for, and the attributes (ECMA-48, SGR).</summary>
internal struct Rendition
{
    public uint Ink;
    public uint Paper;
    public bool Bold;
    public bool Dim;
    public bool Underline;
    public bool Inverse;
    public bool Hidden;
}
