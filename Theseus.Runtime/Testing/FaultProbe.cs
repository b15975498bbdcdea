using System.Runtime;
using System.Runtime.CompilerServices;


namespace Theseus.Runtime.Testing;

/// <summary>
/// Instructions that make the CPU raise an exception (Asm/probes.S): the cell <c>faultcheck</c> shows with them that
/// each ends a program and not the system. Nothing else may use them.
/// </summary>
internal static class FaultProbe
{
    /// <summary>Vector 1.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_debug")]
    public static extern void Debug();

    /// <summary>Vector 3.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_breakpoint")]
    public static extern void Breakpoint();

    /// <summary>Vector 4.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_overflow")]
    public static extern void Overflow();

    /// <summary>Vector 5.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_bound")]
    public static extern void Bound();

    /// <summary>Vector 7.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_no_device")]
    public static extern void NoDevice();

    /// <summary>Vector 13: an interrupt that there is not.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_vector")]
    public static extern void Vector();

    /// <summary>Vector 13: a segment that there is not.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_segment")]
    public static extern void Segment();

    /// <summary>Vector 12.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_stack")]
    public static extern void Stack();

    /// <summary>Vector 13: an operand that must be aligned.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_misaligned")]
    public static extern void Misaligned();

    /// <summary>Vector 19: a division by zero.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_sse")]
    public static extern void Sse();

    /// <summary>Vector 16: a division by zero.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "theseus_probe_x87")]
    public static extern void X87();
}
