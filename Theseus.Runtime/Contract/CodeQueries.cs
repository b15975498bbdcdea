using System.Runtime;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Startup;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Contract;

/// <summary>What CoreLib asks about code addresses and the module they belong to.</summary>
// SAFETY: CoreLib passes addresses of code and buffers of the length it says; out of range answers are null.
internal static unsafe class CodeQueries
{
    [StructLayout(LayoutKind.Sequential)]
    private struct KnobBlob
    {
        public uint Count;
        public byte* First;
    }

    [RuntimeExport("RhGetOSModuleFromPointer")]
    private static nint ModuleOf(nuint address)
    {
        // One world, one module, whichever of its cells an address is in.
        return CodeRegions.FindCell(address) != null ? (nint)RunningImage.Header.ImageBase : 0;
    }

    [RuntimeExport("RhFindMethodStartAddress")]
    private static byte* MethodStart(nuint address)
    {
        CellFunction* entry = FunctionTable.Find(address);
        return entry == null ? null : FunctionTable.Start(FunctionTable.Root(entry));
    }

    /// <summary>Follows an unboxing stub (<c>add rdi, 8; jmp target</c>) to the method; other code stays as it is.</summary>
    [RuntimeExport("RhGetCodeTarget")]
    private static byte* CodeTarget(byte* code)
    {
        if (code[0] == 0x48 && code[1] == 0x83 && code[2] == 0xC7 && code[3] == 0x08 && code[4] == 0xE9)
        {
            return code + 9 + *(int*)(code + 5);
        }

        return code;
    }

    /// <summary>The method behind an unboxing and instantiating stub, or null.</summary>
    [RuntimeExport("RhGetTargetOfUnboxingAndInstantiatingStub")]
    private static byte* UnboxingTarget(byte* stub)
    {
        CodeRegion* region = CodeRegions.FindCell((nuint)stub);
        if (region == null)
        {
            return null;
        }

        ReadOnlySpan<CellUnboxTarget> targets = new(region->UnboxTargets, (int)region->UnboxTargetCount);
        int found = SortedTable.Find(targets, (uint)(stub - region->Base));
        if (found < 0)
        {
            return null;
        }

        uint target = targets[found].Target;
        return (target & CellUnboxTarget.IsImport) == 0
            ? region->Base + target
            : Upcalls.ImportAddress(region->Cell, target & ~CellUnboxTarget.IsImport);
    }

    [RuntimeExport("RhGetModuleFileName")]
    private static int ModuleFileName(nint module, byte** name)
    {
        fixed (byte* text = "/theseus\0"u8)
        {
            *name = text; // in the image, which does not move
            return 8;
        }
    }

    [RuntimeExport("RhGetRuntimeVersion")]
    private static byte* RuntimeVersion(int* length)
    {
        fixed (byte* text = "Theseus\0"u8)
        {
            *length = 7;
            return text;
        }
    }

    /// <summary>The switches that the build passed with <c>--runtimeknob</c>.</summary>
    [RuntimeExport("RhGetKnobValues")]
    private static uint KnobValues(byte*** keys, byte*** values)
    {
        KnobBlob* blob = Knobs();
        *keys = &blob->First;
        *values = &blob->First + blob->Count;
        return blob->Count;
    }

    /// <summary>Fills <paramref name="buffer"/> with the instruction pointers of the caller's managed frames.</summary>
    [RuntimeExport("theseus_stack_trace")]
    private static int StackTrace(nint* buffer, uint length, nuint from, LimitedContext* context)
    {
        RegisterDisplay registers = default;
        registers.Load(context);
        uint count = 0;
        bool fault = false;
        while (true)
        {
            nuint ip = (nuint)registers.InstructionPointer;
            nuint lookup = fault ? ip : ip - 1;
            CellFunction* entry = FunctionTable.Find(lookup);
            bool managed = entry != null && entry->Kind != CellFunctionKind.Native;
            if (managed && (nuint)registers.StackPointer >= from)
            {
                if (count < length)
                {
                    buffer[count] = (nint)ip;
                }

                count++;
            }

            fault = !managed && NativeFrame.LeadsToFault(ip);
            bool found = managed
                ? CallFrame.Unwind(entry, lookup, &registers)
                : NativeFrame.Unwind(entry, ip, lookup, &registers);
            if (!found)
            {
                return count > length ? -(int)count : (int)count;
            }
        }
    }

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_knobs_address")]
    private static extern KnobBlob* Knobs();
}
