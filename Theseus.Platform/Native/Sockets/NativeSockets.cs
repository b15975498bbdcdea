using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Sockets;

/// <summary>
/// Sockets as a machine without a network has them: none can be made, so every operation on one is refused with the
/// error of its own. The arguments are not looked at; results are the base class library's error numbers.
/// </summary>
internal static class NativeSockets
{
    private const int NoSuchName = 5; // GetAddrInfoErrorFlags.EAI_NONAME
    private const int MaximumAddressBytes = 128; // sizeof(sockaddr_storage)
    private const int DomainPathOffset = 2;
    private const int DomainPathBytes = 108;

    // Refused: a socket of any kind: there is no network yet.
    [RuntimeExport("SystemNative_Socket")]
    private static int Socket() => Refuse(ErrorNumber.EAFNOSUPPORT);

    // Refused: what only a socket can do, and no descriptor is one.
    [RuntimeExport("SystemNative_Accept")]
    private static int Accept() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Bind")]
    private static int Bind() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Connect")]
    private static int Connect() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Connectx")]
    private static int Connectx() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Disconnect")]
    private static int Disconnect() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Listen")]
    private static int Listen() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Shutdown")]
    private static int Shutdown() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetPeerName")]
    private static int GetPeerName() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetSockName")]
    private static int GetSockName() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetSockOpt")]
    private static int GetSockOpt() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetRawSockOpt")]
    private static int GetRawSockOpt() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetSockOpt")]
    private static int SetSockOpt() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetRawSockOpt")]
    private static int SetRawSockOpt() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetSocketErrorOption")]
    private static int GetSocketErrorOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetSocketType")]
    private static int GetSocketType() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetBytesAvailable")]
    private static int GetBytesAvailable() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetAtOutOfBandMark")]
    private static int GetAtOutOfBandMark() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetIPv4MulticastOption")]
    private static int GetIPv4MulticastOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetIPv4MulticastOption")]
    private static int SetIPv4MulticastOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetIPv6MulticastOption")]
    private static int GetIPv6MulticastOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetIPv6MulticastOption")]
    private static int SetIPv6MulticastOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_GetLingerOption")]
    private static int GetLingerOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetLingerOption")]
    private static int SetLingerOption() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetReceiveTimeout")]
    private static int SetReceiveTimeout() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SetSendTimeout")]
    private static int SetSendTimeout() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Receive")]
    private static int Receive() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_ReceiveMessage")]
    private static int ReceiveMessage() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_ReceiveSocketError")]
    private static int ReceiveSocketError() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Send")]
    private static int Send() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SendMessage")]
    private static int SendMessage() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_SendFile")]
    private static int SendFile() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_Select")]
    private static int Select() => Refuse(ErrorNumber.ENOTSOCK);

    [RuntimeExport("SystemNative_ReadEvents")]
    private static int ReadEvents() => Refuse(ErrorNumber.ENOTSOCK);

    // Refused: the queue of socket events, which would need a thread.
    [RuntimeExport("SystemNative_CreateSocketEventPort")]
    private static int CreateSocketEventPort() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_CloseSocketEventPort")]
    private static int CloseSocketEventPort() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_CreateSocketEventBuffer")]
    private static int CreateSocketEventBuffer() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_FreeSocketEventBuffer")]
    private static int FreeSocketEventBuffer() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_TryChangeSocketEventRegistration")]
    private static int TryChangeSocketEventRegistration() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_WaitForSocketEvents")]
    private static int WaitForSocketEvents() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_CreateNetworkChangeListenerSocket")]
    private static int CreateNetworkChangeListenerSocket() => Refuse(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_GetHostEntryForName")]
    private static int GetHostEntryForName() => NoSuchName;

    [RuntimeExport("SystemNative_GetNameInfo")]
    private static int GetNameInfo() => NoSuchName;

    [RuntimeExport("SystemNative_FreeHostEntry")]
    private static void FreeHostEntry()
    {
    }

    [RuntimeExport("SystemNative_GetNetworkInterfaces")]
    private static int GetNetworkInterfaces() => Errno.Fail(ErrorNumber.ENOTSUP);

    [RuntimeExport("SystemNative_FcntlGetFD")]
    private static int FcntlGetFD() => Errno.Fail(ErrorNumber.EBADF);

    [RuntimeExport("SystemNative_FcntlGetIsNonBlocking")]
    private static int FcntlGetIsNonBlocking() => Errno.Fail(ErrorNumber.EBADF);

    [RuntimeExport("SystemNative_FcntlSetIsNonBlocking")]
    private static int FcntlSetIsNonBlocking() => Errno.Fail(ErrorNumber.EBADF);

    [RuntimeExport("SystemNative_PlatformSupportsDualModeIPv4PacketInfo")]
    private static int PlatformSupportsDualModeIPv4PacketInfo() => 0;

    [RuntimeExport("SystemNative_GetMaximumAddressSize")]
    private static int GetMaximumAddressSize() => MaximumAddressBytes;

    /// <summary>Sizes in bytes of the address of a Unix domain socket (unix(7)).</summary>
    // SAFETY: three places for results.
    [RuntimeExport("SystemNative_GetDomainSocketSizes")]
    private static unsafe void GetDomainSocketSizes(int* pathOffset, int* pathSize, int* addressSize) =>
        (*pathOffset, *pathSize, *addressSize) =
        (DomainPathOffset, DomainPathBytes, DomainPathOffset + DomainPathBytes);

    private static int Refuse(ErrorNumber error) => ErrorTable.ToBcl((int)error);
}
