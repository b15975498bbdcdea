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
