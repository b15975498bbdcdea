using System.Diagnostics.CodeAnalysis;

namespace Theseus.Platform.Devices;

/// <summary>The machine's switch on the host.</summary>
internal static class Power
{
    [DoesNotReturn]
    public static void Off(byte status) => throw new MachineStopped($"power off {status}");
}
