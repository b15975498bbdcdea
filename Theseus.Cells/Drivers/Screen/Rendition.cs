namespace Theseus.Cells.Drivers.Screen;

/// <summary>How text is shown: the colours 0xRRGGBB asked for, and the attributes (ECMA-48, SGR).</summary>
internal struct Rendition
{
    public uint Ink;

    /// <summary>The ink was given as red, green and blue and not by a name: it is shown just so.</summary>
    public bool InkIsExact;

    public uint Paper;
    public bool Bold;
    public bool Dim;
    public bool Underline;
    public bool Inverse;
    public bool Hidden;
}
