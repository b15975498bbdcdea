using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;

namespace Theseus.Runtime.Startup;

/// <summary>The image that runs: the nano-core.</summary>
internal static class RunningImage
{
    /// <summary>Its header, which stays at its place as long as the image does.</summary>
    // SAFETY: the linker has put the whole header at the symbol whose address this is.
    public static unsafe ref readonly ImageHeader Header => ref *Address();

    // SAFETY: takes nothing; what it returns is read as far as a header goes.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_image_address")]
    private static extern unsafe ImageHeader* Address();
}
