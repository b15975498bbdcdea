using System.Runtime;
using System.Runtime.CompilerServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// What is still done for frames that are abandoned.
/// <para>The problem: a program whose stack overflows again while its overflow is handled is left without unwinding. A
/// class constructor that ran in it would count as running for ever, by a thread that may therefore use its half-made
/// type.</para>
/// <para>The idea: the frames are all still there, above the stack pointer that the fault left. On a stack apart they
/// are walked, and of those that run a class constructor (CoreLib's <c>EnsureClassConstructorRun</c>) the finally
/// funclets are called, which forget that it runs. The next who needs the type runs it anew.</para>
/// </summary>
[Resident]
internal static class Abandonment
{
    private const byte SecondPass = 2;
    private const uint NoClause = uint.MaxValue;

    private static LimitedContext s_context;

    /// <summary>
    /// Lets the return from the handler leave the stack for good, to where <see cref="StackBoundary"/> said.
    /// </summary>
    public static void Begin(ref InterruptFrame frame)
    {
        s_context = LimitedContext.Of(in frame);
        frame.Rsp = InterruptStacks.Top(InterruptStacks.Emergency);
        frame.Rip = AbandonAddress();
    }

    /// <summary>Called on the stack apart; returns the stack pointer to go on with.</summary>
    [RuntimeExport("theseus_release_abandoned")]
    private static nuint Release()
    {
        ref ThreadControlBlock thread = ref ThreadControlBlock.Running;
        RegisterDisplay registers = default;
        registers.Load(in s_context);
        Walk(ref registers, ExceptionInFlight.NewestOf(in thread), thread.Boundary);
        thread.NewestExceptionInfo = thread.BoundaryExceptionInfo;
        return thread.Boundary;
    }

    private static void Walk(ref RegisterDisplay registers, ExceptionInFlight newest, nuint boundary)
    {
        nuint constructing = EnsureConstructed();
        bool fault = true;
        nuint below = 0;
        while ((nuint)registers.StackPointer < boundary && (nuint)registers.StackPointer >= below)
        {
            below = (nuint)registers.StackPointer;
            nuint ip = (nuint)registers.InstructionPointer;
            nuint lookup = fault ? ip : ip - 1;
            FunctionEntry entry = FunctionTable.Find(lookup);
            bool managed = entry.IsManaged;
            if (managed && entry.Function.Kind == CellFunctionKind.Root && FunctionTable.Start(entry) == constructing
                && IsAlive(newest, below, out uint lastClause))
            {
                RunFinallys(entry, (uint)(lookup - constructing), lastClause, ref registers);
            }

            fault = !managed && NativeFrame.LeadsToFault(ip);
            bool found = managed
                ? CallFrame.Unwind(entry, lookup, ref registers)
                : NativeFrame.Unwind(entry, ip, lookup, ref registers);
            if (!found)
            {
                return;
            }
        }
    }

    /// <summary>
    /// False for a frame that an exception in flight has unwound: its finallys have run, though it is still there.
    /// </summary>
    /// <param name="newest">The exceptions in flight.</param>
    /// <param name="stackPointer">The frame's.</param>
    /// <param name="lastClause">Index of the frame's clause that runs or ran last; all ones if none did.</param>
    private static bool IsAlive(ExceptionInFlight newest, nuint stackPointer, out uint lastClause)
    {
        lastClause = NoClause;
        for (ExceptionInFlight exception = newest; exception.Exists; exception = exception.Info.Previous)
        {
            ref ExceptionInfo info = ref exception.Info;
            nuint reached = info.Pass == SecondPass ? info.Iterator.StackPointer : 0;
            if (exception.Address < stackPointer && stackPointer < reached)
            {
                return false;
            }

            if (stackPointer == reached)
            {
                lastClause = info.CurrentClause;
            }
        }

        return true;
    }

    private static void RunFinallys(FunctionEntry method, uint offset, uint lastClause, ref RegisterDisplay registers)
    {
        bool any = ExceptionClauses.TryBegin(method, out _, out ClauseReader clauses);
        for (uint i = 0; any && clauses.Next(out ExceptionClause clause); i++)
        {
            bool isDue = lastClause == NoClause || i > lastClause;
            if (isDue && clause.Kind == ClauseReader.FinallyOrFault
                && clause.TryStart <= offset && offset < clause.TryEnd)
            {
                CallFinally(clause.HandlerAddress, ref registers);
            }
        }
    }

    /// <summary>Calls a finally funclet of the frame whose registers these are.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "RhpCallFinallyFunclet")]
    private static extern void CallFinally(nuint handler, ref RegisterDisplay registers);

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_ensure_constructed_address")]
    private static extern nuint EnsureConstructed();

    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_abandon_address")]
    private static extern ulong AbandonAddress();
}
