using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Sockets;

/// <summary>What System.Net asks of the machine besides sockets: a machine without a network, of no domain.</summary>
// SAFETY: the BCL passes a buffer of the length it gives; no other pointer is followed.
internal static unsafe class NativeNetwork
{
    private const int Unknown = 0; // System.Net.NetworkInformation.TcpState.Unknown

    /// <summary>Calls back for each address of each interface. There is none.</summary>
    [RuntimeExport("SystemNative_EnumerateInterfaceAddresses")]
    internal static int EnumerateAddresses(void* context, void* onVersion4, void* onVersion6, void* onLink) => 0;

    /// <summary>Linux's text for a machine without a domain (getdomainname(2)).</summary>
    [RuntimeExport("SystemNative_GetDomainName")]
    internal static int DomainName(byte* buffer, int size)
    {
        if (buffer == null || size <= 0)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        return NativeText.Copy("(none)"u8, buffer, size) ? 0 : Errno.Fail(ErrorNumber.EINVAL);
    }

    /// <summary>
    /// From Linux's number of a TCP state (netinet/tcp.h) to <c>System.Net.NetworkInformation.TcpState</c>.
    /// </summary>
    [RuntimeExport("SystemNative_MapTcpState")]
    internal static int TcpState(int state) => state switch
    {
        1 => 5,     // Established
        2 => 3,     // SynSent
        3 => 4,     // SynReceived
        4 => 6,     // FinWait1
        5 => 7,     // FinWait2
        6 => 11,    // TimeWait
        7 => 1,     // Closed
        8 => 8,     // CloseWait
        9 => 10,    // LastAck
        10 => 2,    // Listen
        11 => 9,    // Closing
        _ => Unknown,
    };

    /// <summary>Room for what comes beside a message. Nothing does.</summary>
    [RuntimeExport("SystemNative_GetControlMessageBufferSize")]
    internal static int ControlMessageBytes(int isVersion4, int isVersion6) => 0;

    /// <summary>1 where a message carries the address that it was sent to.</summary>
    [RuntimeExport("SystemNative_TryGetIPPacketInformation")]
    internal static int PacketInformation(void* message, int isVersion4, void* information) => 0;
}
