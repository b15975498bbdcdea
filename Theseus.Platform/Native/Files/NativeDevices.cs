using System.Runtime;

namespace Theseus.Platform.Native.Files;

/// <summary>Numbers of devices, as Linux packs them (makedev(3)).</summary>
internal static class NativeDevices
{
    // SAFETY: two places for results, checked for null.
    [RuntimeExport("SystemNative_GetDeviceIdentifiers")]
    internal static unsafe void Split(ulong device, uint* major, uint* minor)
    {
        if (major != null)
        {
            *major = (uint)(((device >> 32) & 0xFFFF_F000) | ((device >> 8) & 0xFFF));
        }

        if (minor != null)
        {
            *minor = (uint)(((device >> 12) & 0xFFFF_FF00) | (device & 0xFF));
        }
    }
}
