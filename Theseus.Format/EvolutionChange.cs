using System.Runtime.InteropServices;

namespace Theseus.Format;

/// <summary>A function that has another body from now on.</summary>
[StructLayout(LayoutKind.Sequential, Pack = 4)]
public readonly struct EvolutionChange(uint home, uint homeOffset, uint body, uint bodyOffset)
{
    /// <summary><see cref="Body"/>: the function has the body again that is at its home.</summary>
    public const uint AtHome = uint.MaxValue;

    /// <summary>Bytes of the jump that stands at a home whose function has another body: E9 and 32 bits.</summary>
    public const int JumpBytes = 5;

    /// <summary>Homes are multiples of this, in bytes: a jump lies on one page and before the next function.</summary>
    public const uint HomeAlign = 16;

    /// <summary>Index of the cell that holds the home: one that the system has.</summary>
    public readonly uint Home = home;

    /// <summary>Cell offset of the function's first byte in it.</summary>
    public readonly uint HomeOffset = homeOffset;

    /// <summary>Index of the cell that holds the body: one that the package brings. Or <see cref="AtHome"/>.</summary>
    public readonly uint Body = body;

    /// <summary>Cell offset of the body's first byte in it; 0 where it is at home.</summary>
    public readonly uint BodyOffset = bodyOffset;
}
