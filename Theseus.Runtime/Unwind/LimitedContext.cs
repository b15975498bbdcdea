using System.Runtime.InteropServices;
using Theseus.Format;
using Theseus.Runtime.Interrupts;

namespace Theseus.Runtime.Unwind;

/// <summary>The registers at a throw site, as the throw helpers push them (CoreLib's PAL_LIMITED_CONTEXT).</summary>
[Resident]
[StructLayout(LayoutKind.Sequential)]
internal struct LimitedContext
{
    public ulong Rip;
    public ulong Rsp;
    public ulong Rbp;
    public ulong Rax;
    public ulong Rbx;
    public ulong Rdx;
    public ulong R12;
    public ulong R13;
    public ulong R14;
    public ulong R15;

    /// <summary>Those of a stack that was left by a call of the switch.</summary>
    /// <param name="saved">What the switch has left on it.</param>
    /// <param name="stackPointer">The address behind that.</param>
    public static LimitedContext Of(in SavedRegisters saved, nuint stackPointer)
    {
        LimitedContext context = default;
        context.Rip = saved.ReturnAddress;
        context.Rsp = stackPointer;
        context.Rbp = saved.Rbp;
        context.Rbx = saved.Rbx;
        context.R12 = saved.R12;
        context.R13 = saved.R13;
        context.R14 = saved.R14;
        context.R15 = saved.R15;
        return context;
    }

    /// <summary>Those of interrupted code.</summary>
    public static LimitedContext Of(in InterruptFrame frame)
    {
        LimitedContext context = default;
        context.Rip = frame.Rip;
        context.Rsp = frame.Rsp;
        context.Rbp = frame.Rbp;
        context.Rbx = frame.Rbx;
        context.R12 = frame.R12;
        context.R13 = frame.R13;
        context.R14 = frame.R14;
        context.R15 = frame.R15;
        return context;
    }
}
