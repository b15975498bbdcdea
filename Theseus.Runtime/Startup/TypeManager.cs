using System.Runtime;
using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Kill;

namespace Theseus.Runtime.Startup;

/// <summary>
/// A world's module as CoreLib sees it: a handle whose first two words are the OS module and the header. There is
/// one today; evolution will bring a second beside it.
/// </summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct TypeManager
{
    private const uint ReadyToRunSignature = 0x00525452; // "RTR"
    private const int HasEndPointer = 1;
    private const int GcStaticRegion = 201;
    private const int FrozenObjectRegion = 206;
    private const int ModuleInitializers = 213;
    private const int FirstBlobSection = 300;

    // CoreLib's ClasslibFunctionId.
    private const uint AppendStackFrame = 3;
    private const uint FirstChance = 6;

    private nint _osModule;
    private nint _header;
    private StableTable<Row> _rows;
    private StableTable<nint> _classLibrary;

    private static TypeManager s_world;

    [StructLayout(LayoutKind.Sequential)]
    private struct Header
    {
        public uint Signature;
        public ushort MajorVersion;
        public ushort MinorVersion;
        public uint Flags;
        public ushort SectionCount;
        public byte EntrySize;
        public byte EntryType;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct Row
    {
        public int Section;
        public int Flags;
        public nint Start;
        public nint End;
    }

    /// <summary>The world's object for CoreLib's start-up code.</summary>
    // SAFETY: CoreLib passes what World has given it. Signature and size of an entry are ILC's: then as many rows
    // follow the header as it says. The class library's table is of the length that World says. Both are constants of
    // the world's.
    [RuntimeExport("RhpCreateTypeManager")]
    private static unsafe ref TypeManager Create(nint osModule, Header* header, nint* classLibrary, int count)
    {
        if (header->Signature != ReadyToRunSignature || header->EntrySize != sizeof(Row))
        {
            Panic.Stop("the world's module header is not of the form that ILC 10.0 writes"u8);
        }

        s_world._osModule = osModule;
        s_world._header = (nint)header;
        s_world._rows = new(new ReadOnlySpan<Row>(header + 1, header->SectionCount));
        s_world._classLibrary = new(new ReadOnlySpan<nint>(classLibrary, count));
        return ref s_world;
    }

    /// <summary>A table of the module and its length in bytes; 0 where the module has none of that number.</summary>
    // SAFETY: a handle is what Create has returned, which does not move.
    [RuntimeExport("RhpGetModuleSection")]
    private static unsafe nint GetSection(TypeManager** handle, int section, out int length) =>
        (*handle)->Section(section, out length);

    private readonly nint Section(int section, out int length)
    {
        // Statics and frozen objects: each cell brings its own, laid out by the build, and nothing is left to set up.
        // Initialisers: a cell's run when a program that depends on it begins, not all at the start.
        if (section is GcStaticRegion or FrozenObjectRegion or ModuleInitializers)
        {
            length = 0;
            return 0;
        }

        return Find(section, out length);
    }

    /// <summary>Number of module initialisers of the world.</summary>
    internal static int InitializerCount => Initializers.Length;

    /// <summary>The code of one, in the order in which they are to run.</summary>
    internal static nuint InitializerAt(int index)
    {
        nint start = s_world.Find(ModuleInitializers, out _);
        return (nuint)(start + (index * sizeof(int)) + Initializers[index]); // relative to where it stands
    }

    // SAFETY: start and length are those of ILC's table; where there is none, both are 0.
    private static unsafe ReadOnlySpan<int> Initializers =>
        new((void*)s_world.Find(ModuleInitializers, out int bytes), bytes / sizeof(int));

    private readonly nint Find(int section, out int length)
    {
        foreach (ref readonly Row row in _rows.Entries)
        {
            if (row.Section == section)
            {
                length = (row.Flags & HasEndPointer) != 0 ? (int)(row.End - row.Start) : nint.Size;
                return row.Start;
            }
        }

        length = 0;
        return 0;
    }

    // SAFETY: as of GetSection.
    [RuntimeExport("RhFindBlob")]
    private static unsafe bool FindBlob(TypeManager** handle, uint blob, out nint start, out int length)
    {
        start = GetSection(handle, FirstBlobSection + (int)blob, out length);
        return start != 0;
    }

    [RuntimeExport("RhpRegisterOsModule")]
    private static nint RegisterOsModule(nint osModule) => osModule;

    [RuntimeExport("RhpGetClasslibFunctionFromCodeAddress")]
    private static nint ClassLibraryByCode(nint address, uint function) => ClassLibrary(function);

    [RuntimeExport("RhpGetClasslibFunctionFromEEType")]
    private static nint ClassLibraryByType(nint type, uint function) => ClassLibrary(function);

    /// <summary>One class library serves all code.</summary>
    private static nint ClassLibrary(uint function)
    {
        if (function is AppendStackFrame or FirstChance && KillInFlight.IsNewest)
        {
            return 0; // nobody is told of a kill, and its one object has no trace
        }

        ReadOnlySpan<nint> functions = s_world._classLibrary.Entries;
        return function < (uint)functions.Length ? functions[(int)function] : 0;
    }

    [RuntimeExport("RhGetThreadEntryPointAddress")]
    private static nint ThreadEntryPoint() => ClassLibrary(2);
}
