using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;

namespace Theseus.Runtime.Startup;

/// <summary>
/// A world's module as CoreLib sees it: a handle whose first two words are the OS module and the header. There is
/// one today; evolution will bring a second beside it.
/// </summary>
// SAFETY: header and rows are ILC's, checked by signature and entry size; the one manager is a static, which does not move.
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal unsafe struct TypeManager
{
    private const uint ReadyToRunSignature = 0x00525452; // "RTR"
    private const int HasEndPointer = 1;
    private const int GcStaticRegion = 201;
    private const int FrozenObjectRegion = 206;
    private const int ModuleInitializers = 213;
    private const int FirstBlobSection = 300;

    private nint _osModule;
    private Header* _header;
    private void** _classLibrary;
    private int _classLibraryCount;

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
        public byte* Start;
        public byte* End;
    }

    /// <summary>The world's object for CoreLib's start-up code.</summary>
    [RuntimeExport("RhpCreateTypeManager")]
    private static TypeManager* Create(nint osModule, Header* header, void** classLibrary, int count)
    {
        if (header->Signature != ReadyToRunSignature || header->EntrySize != sizeof(Row))
        {
            Panic.Stop("the world's module header is not of the form that ILC 10.0 writes"u8);
        }

        fixed (TypeManager* self = &s_world)
        {
            self->_osModule = osModule;
            self->_header = header;
            self->_classLibrary = classLibrary;
            self->_classLibraryCount = count;
            return self;
        }
    }

    /// <summary>A table of the module and its length in bytes; null where the module has none of that number.</summary>
    [RuntimeExport("RhpGetModuleSection")]
    private static byte* GetSection(TypeManager** handle, int section, int* length)
    {
        TypeManager* self = *handle;
        *length = 0;
        if (section is GcStaticRegion or FrozenObjectRegion)
        {
            return null; // each cell brings its own, laid out by the build: nothing is left to set up
        }

        if (section == ModuleInitializers)
        {
            return null; // a cell's run when a program that depends on it begins, not all at the start
        }

        return Find(self, section, length);
    }

    /// <summary>Number of module initialisers of the world.</summary>
    internal static int InitializerCount
    {
        get
        {
            int bytes = 0;
            fixed (TypeManager* self = &s_world)
            {
                Find(self, ModuleInitializers, &bytes);
            }

            return bytes / sizeof(int);
        }
    }

    /// <summary>The code of one, in the order in which they are to run.</summary>
    internal static nuint InitializerAt(int index)
    {
        int bytes = 0;
        fixed (TypeManager* self = &s_world)
        {
            int* entry = (int*)Find(self, ModuleInitializers, &bytes) + index;
            return (nuint)((nint)entry + *entry); // relative to where it stands
        }
    }

    private static byte* Find(TypeManager* self, int section, int* length)
    {
        *length = 0;
        Row* rows = (Row*)(self->_header + 1);
        for (int i = 0; i < self->_header->SectionCount; i++)
        {
            if (rows[i].Section == section)
            {
                *length = (rows[i].Flags & HasEndPointer) != 0 ? (int)(rows[i].End - rows[i].Start) : sizeof(void*);
                return rows[i].Start;
            }
        }

        return null;
    }

    [RuntimeExport("RhFindBlob")]
    private static bool FindBlob(TypeManager** handle, uint blob, byte** start, uint* length)
    {
        int bytes;
        *start = GetSection(handle, FirstBlobSection + (int)blob, &bytes);
        *length = (uint)bytes;
        return *start != null;
    }

    [RuntimeExport("RhpRegisterOsModule")]
    private static nint RegisterOsModule(nint osModule) => osModule;

    [RuntimeExport("RhpGetClasslibFunctionFromCodeAddress")]
    private static void* ClassLibraryByCode(nint address, uint function) => ClassLibrary(function);

    [RuntimeExport("RhpGetClasslibFunctionFromEEType")]
    private static void* ClassLibraryByType(void* type, uint function) => ClassLibrary(function);

    /// <summary>One class library serves all code.</summary>
    private static void* ClassLibrary(uint function) =>
        function < (uint)s_world._classLibraryCount ? s_world._classLibrary[function] : null;

    [RuntimeExport("RhGetThreadEntryPointAddress")]
    private static void* ThreadEntryPoint() => ClassLibrary(2);
}
