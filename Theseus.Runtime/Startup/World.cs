using System.Runtime;
using System.Runtime.CompilerServices;

namespace Theseus.Runtime.Startup;

/// <summary>The way from the kernel's own entry into CoreLib's start-up code.</summary>
internal static class World
{
    private const int ClassLibraryFunctions = 12;

    private static nuint s_header;

    /// <summary>Runs CoreLib's InitializeModules: the module's tables and eager constructors.</summary>
    /// <param name="readyToRunHeader">The world's module header.</param>
    public static void Initialize(nuint readyToRunHeader)
    {
        s_header = readyToRunHeader;
        nint module = (nint)RunningImage.Header.ImageBase;
        InitializeModules(module, ref s_header, 1, ClassLibraryTable(), ClassLibraryFunctions);
    }

    /// <summary>Runs library initialisers, then the kernel's Main; returns its status.</summary>
    // SAFETY: CoreLib reads one zero-terminated text, which is a constant, and its array's null, while the call lasts.
    public static unsafe int RunMain()
    {
        fixed (byte* name = "theseus\0"u8)
        {
            byte** arguments = stackalloc byte*[] { name, null };
            return ManagedMain(1, arguments);
        }
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
    private static extern void InitializeModules(
        nint osModule, ref nuint headers, int count, nint functions, int functionCount);

    // SAFETY: RunMain says what the arguments are.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "__managed__Main")]
    private static extern unsafe int ManagedMain(int count, byte** arguments);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_classlib_functions_address")]
    private static extern nint ClassLibraryTable();
}
