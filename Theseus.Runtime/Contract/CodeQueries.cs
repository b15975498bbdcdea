using System.Buffers.Binary;
using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Startup;
using Theseus.Runtime.Unwind;

namespace Theseus.Runtime.Contract;

/// <summary>What CoreLib asks about code addresses and the module they belong to.</summary>
internal static class CodeQueries
{
    private const int StubJumpEnd = 9; // of an unboxing stub

    [RuntimeExport("RhGetOSModuleFromPointer")]
    private static nint ModuleOf(nuint address)
    {
        // One world, one module, whichever of its cells an address is in.
        return CodeRegions.FindCell(address) >= 0 ? (nint)RunningImage.Header.ImageBase : 0;
    }

    [RuntimeExport("RhFindMethodStartAddress")]
    private static nuint MethodStart(nuint address)
    {
        FunctionEntry entry = FunctionTable.Find(address);
        return entry.Exists ? Upcalls.HomeOfMethod(FunctionTable.Start(FunctionTable.Root(entry))) : 0;
    }

    /// <summary>
    /// Follows an unboxing stub (<c>add rdi, 8; jmp target</c>) to the method; other code stays as it is.
    /// </summary>
    [RuntimeExport("RhGetCodeTarget")]
    private static nuint CodeTarget(nuint code)
    {
        ReadOnlySpan<byte> stub;

        // SAFETY: CoreLib asks about code that can be called. Bytes are compared one after the other: all of a stub
        // are there, and no byte is looked at behind the first that is none of a stub's.
        unsafe
        {
            stub = new ReadOnlySpan<byte>((void*)code, StubJumpEnd);
        }

        return stub is [0x48, 0x83, 0xC7, 0x08, 0xE9, ..]
            ? code + StubJumpEnd + (nuint)BinaryPrimitives.ReadInt32LittleEndian(stub[5..])
            : code;
    }

    /// <summary>The method behind an unboxing and instantiating stub, or 0.</summary>
    [RuntimeExport("RhGetTargetOfUnboxingAndInstantiatingStub")]
    private static nuint UnboxingTarget(nuint stub)
    {
        int at = CodeRegions.FindCell(stub);
        if (at < 0)
        {
            return 0;
        }

        ref readonly CodeRegion region = ref CodeRegions.All[at];
        ReadOnlySpan<CellUnboxTarget> targets = region.UnboxTargets.Entries;
        int found = SortedTable.Find(targets, (uint)(stub - region.Base));
        if (found < 0)
        {
            return 0;
        }

        uint target = targets[found].Target;
        return (target & CellUnboxTarget.IsImport) == 0
            ? region.Base + target
            : Upcalls.ImportAddress(region.Cell, target & ~CellUnboxTarget.IsImport);
    }

    [RuntimeExport("RhGetModuleFileName")]
    private static int ModuleFileName(nint module, out nuint name)
    {
        name = AddressOf("/theseus\0"u8);
        return 8;
    }

    [RuntimeExport("RhGetRuntimeVersion")]
    private static nuint RuntimeVersion(out int length)
    {
        length = 7;
        return AddressOf("Theseus\0"u8);
    }

    /// <summary>The address of a constant text, which lies in a cell's file and does not move.</summary>
    // SAFETY: only the address is taken.
    private static unsafe nuint AddressOf(ReadOnlySpan<byte> constant)
    {
        fixed (byte* first = constant)
        {
            return (nuint)first;
        }
    }

    /// <summary>
    /// The switches that the build passed with <c>--runtimeknob</c>: a count, so many keys, so many values.
    /// </summary>
    // SAFETY: ILC has written the blob so; its addresses are passed on, and only its count is read.
    [RuntimeExport("RhGetKnobValues")]
    private static unsafe uint KnobValues(out nuint* keys, out nuint* values)
    {
        nuint* blob = Knobs();
        keys = blob + 1;
        values = keys + *(uint*)blob;
        return *(uint*)blob;
    }

    /// <summary>Fills <paramref name="buffer"/> with the instruction pointers of the caller's managed frames.</summary>
    // SAFETY: CoreLib passes a buffer of so many words.
    [RuntimeExport("theseus_stack_trace")]
    private static unsafe int StackTrace(nint* buffer, int length, nuint from, ref LimitedContext context) =>
        StackTrace(new Span<nint>(buffer, length), from, in context);

    /// <summary>How many frames there are; the negative of it if they are more than there is room for.</summary>
    private static int StackTrace(Span<nint> buffer, nuint from, ref readonly LimitedContext context)
    {
        RegisterDisplay registers = default;
        registers.Load(in context);
        int count = 0;
        bool fault = false;
        while (true)
        {
            nuint ip = (nuint)registers.InstructionPointer;
            nuint lookup = fault ? ip : ip - 1;
            FunctionEntry entry = FunctionTable.Find(lookup);
            bool managed = entry.IsManaged;
            if (managed && (nuint)registers.StackPointer >= from)
            {
                if (count < buffer.Length)
                {
                    buffer[count] = (nint)ip;
                }

                count++;
            }

            fault = !managed && NativeFrame.LeadsToFault(ip);
            bool found = managed
                ? CallFrame.Unwind(entry, lookup, ref registers)
                : NativeFrame.Unwind(entry, ip, lookup, ref registers);
            if (!found)
            {
                return count > buffer.Length ? -count : count;
            }
        }
    }

    // SAFETY: takes nothing; KnobValues says what is at the address.
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_knobs_address")]
    private static extern unsafe nuint* Knobs();
}
