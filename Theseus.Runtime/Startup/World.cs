using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Startup;

/// <summary>The way from the kernel's own entry into CoreLib's start-up code.</summary>
// SAFETY: CoreLib's start-up gets the header of the world that the image was linked with, and strings that outlive the calls.
internal static unsafe class World
{
    private const int ClassLibraryFunctions = 12;

    private static byte* s_header;

    /// <summary>Runs CoreLib's InitializeModules: the module's tables and eager constructors.</summary>
    /// <param name="readyToRunHeader">The world's module header.</param>
    public static void Initialize(nuint readyToRunHeader)
    {
        s_header = (byte*)readyToRunHeader;
        fixed (byte** header = &s_header)
        {
            InitializeModules((nint)RunningImage.Header.ImageBase, header, 1, ClassLibraryTable(), ClassLibraryFunctions);
        }
    }

    /// <summary>Runs library initialisers, then the kernel's Main; returns its status.</summary>
    public static int RunMain()
    {
        byte* name = stackalloc byte[8];
        "theseus\0"u8.CopyTo(new Span<byte>(name, 8));
        byte** arguments = stackalloc byte*[2];
        arguments[0] = name;
        arguments[1] = null;
        return ManagedMain(1, arguments);
    }

    /// <summary>Number of module initialisers.</summary>
    public static int InitializerCount => TypeManager.InitializerCount;

    /// <summary>The code of one, in the order in which they are to run.</summary>
    /// <exception cref="ArgumentOutOfRangeException">There is none of that number.</exception>
    public static nuint InitializerAt(int index)
    {
        ArgumentOutOfRangeException.ThrowIfGreaterThanOrEqual((uint)index, (uint)InitializerCount, nameof(index));
        return TypeManager.InitializerAt(index);
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "InitializeModules")]
    private static extern void InitializeModules(nint osModule, byte** headers, int count, void** functions, int functionCount);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "__managed__Main")]
    private static extern int ManagedMain(int count, byte** arguments);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_classlib_functions_address")]
    private static extern void** ClassLibraryTable();
}
