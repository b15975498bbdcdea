using System.Runtime.InteropServices;

namespace Theseus.Runtime.Unwind;

/// <summary>The header of an image of 1.5 MiB at 2 MiB, text, constants, data and bss: what the address space maps.</summary>
// SAFETY: one allocation, which is never freed.
internal unsafe struct ImageHeader
{
    public const ulong Start = 0x20_0000;
    public const ulong End = Start + (4 * Part);
    public const ulong Part = 0x6_0000;
    private const ulong Window = 0xFFFF_FFFF_8000_0000;

    private static readonly ImageHeader* Instance = Make();

    public byte* ImageEnd;
    public byte* TextStart;
    public byte* TextEnd;
    public byte* RodataStart;
    public byte* RodataEnd;
    public byte* DataStart;
    public byte* DataEnd;
    public byte* BssStart;
    public byte* BssEnd;
    public ulong BootStartPhysical;

    public static ImageHeader* Get() => Instance;

    private static ImageHeader* Make()
    {
        ImageHeader* made = (ImageHeader*)NativeMemory.AllocZeroed((nuint)sizeof(ImageHeader));
        byte* start = (byte*)(Window + Start);
        made->TextStart = start;
        made->TextEnd = made->RodataStart = start + Part;
        made->RodataEnd = made->DataStart = start + (2 * Part);
        made->DataEnd = made->BssStart = start + (3 * Part);
        made->BssEnd = made->ImageEnd = start + (4 * Part);
        made->BootStartPhysical = Start;
        return made;
    }
}

/// <summary>Names of functions, which the tests have no use for.</summary>
// SAFETY: the pointer is compared, never followed.
internal static unsafe class FunctionNames
{
    public static bool Attach(void* file, ulong bytes) => file != null && bytes != 0;
}
