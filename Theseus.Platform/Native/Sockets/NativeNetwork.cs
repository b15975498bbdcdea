using System.Runtime;
using Theseus.Platform.Native.Errors;
using Theseus.Platform.Native.Text;

namespace Theseus.Platform.Native.Sockets;

/// <summary>What System.Net asks of the machine besides sockets: a machine without a network, of no domain.</summary>
internal static class NativeNetwork
{
    private const int Unknown = 0; // System.Net.NetworkInformation.TcpState.Unknown

    /// <summary>Calls back for each address of each interface. There is none.</summary>
    [RuntimeExport("SystemNative_EnumerateInterfaceAddresses")]
    internal static int EnumerateAddresses(nint context, nint onVersion4, nint onVersion6, nint onLink) => 0;

    /// <summary>Linux's text for a machine without a domain (getdomainname(2)).</summary>
    // SAFETY: a buffer of the length that is given.
    [RuntimeExport("SystemNative_GetDomainName")]
    internal static unsafe int DomainName(byte* buffer, int size) => DomainName(Passed.Array(buffer, size));

    private static int DomainName(Span<byte> buffer)
    {
        if (buffer.IsEmpty)
        {
            return Errno.Fail(ErrorNumber.EFAULT);
        }

        return NativeText.Copy("(none)"u8, buffer) ? 0 : Errno.Fail(ErrorNumber.EINVAL);
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
    internal static int PacketInformation(nint message, int isVersion4, nint information) => 0;
}
