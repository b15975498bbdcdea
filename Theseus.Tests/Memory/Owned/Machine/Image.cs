using Theseus.Format;

namespace Theseus.Runtime.Startup;

/// <summary>An image of 1.5 MiB at 2 MiB, text, constants, data and bss: what the address space maps.</summary>
internal static class RunningImage
{
    public const ulong Start = 0x20_0000;
    public const ulong End = Start + (4 * Part);
    public const ulong Part = 0x6_0000;
    public const int Functions = 3;
    private const ulong Window = 0xFFFF_FFFF_8000_0000;

    private static readonly ImageHeader[] s_header =
    [
        new ImageHeader
        {
            TextStart = Window + Start,
            TextEnd = Window + Start + Part,
            ReadOnlyStart = Window + Start + Part,
            ReadOnlyEnd = Window + Start + (2 * Part),
            DataStart = Window + Start + (2 * Part),
            DataEnd = Window + Start + (3 * Part),
            ZeroStart = Window + Start + (3 * Part),
            ZeroEnd = Window + End,
            ImageEnd = Window + End,
            BootStart = Start,
            FunctionCount = Functions,
        },
    ];

    public static ref readonly ImageHeader Header => ref s_header[0];
}
