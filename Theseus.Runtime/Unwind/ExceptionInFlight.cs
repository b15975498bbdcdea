using Theseus.Format;

namespace Theseus.Runtime.Unwind;

/// <summary>
/// An exception that is being dispatched, or none: a link of the list that a thread keeps of them, the newest first.
/// The throw helpers (Asm/exceptions.S) put one into the list, and take it out before its frame goes.
/// </summary>
[Resident]
internal readonly struct ExceptionInFlight
{
    private const byte KindMask = 3; // EH.ExKind
    private const byte HardwareFault = 2;

    private readonly nuint _address;

    private ExceptionInFlight(nuint address) => _address = address;

    /// <summary>The newest on a thread's stack.</summary>
    public static ExceptionInFlight NewestOf(in ThreadControlBlock thread) => new(thread.NewestExceptionInfo);

    /// <summary>True if there is one.</summary>
    public bool Exists => _address != 0;

    /// <summary>Where it lies on the stack.</summary>
    public nuint Address => _address;

    /// <summary>What is known of it. Only where it <see cref="Exists"/>.</summary>
    // SAFETY: the address is not null, then it is that of an ExInfo which the throw helpers have linked into the
    // list: its thrower is still in its call, so it is on the stack, of the layout that CoreLib has for it.
    public unsafe ref ExceptionInfo Info => ref *(ExceptionInfo*)_address;

    /// <summary>True where the CPU has raised it, and no <c>throw</c>. Only where it <see cref="Exists"/>.</summary>
    public bool IsOfHardware => (Info.Kind & KindMask) == HardwareFault;

    /// <summary>The registers where it was thrown. Only where it <see cref="Exists"/>.</summary>
    // SAFETY: the throw helpers push them above the ExInfo, whose word for them is their address from the start.
    public unsafe ref readonly LimitedContext Context => ref *(LimitedContext*)Info.Context;

    /// <summary>
    /// Address of the MethodTable of what was thrown; 0 where that is not there yet. Only where it
    /// <see cref="Exists"/>.
    /// </summary>
    // SAFETY: the dispatcher keeps the object there, whose first word is its type.
    public unsafe nuint TypeAddress => Info.Exception == 0 ? 0 : *(nuint*)Info.Exception;
}
