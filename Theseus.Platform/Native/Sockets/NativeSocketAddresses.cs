using System.Buffers.Binary;
using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Sockets;

/// <summary>
/// The layout of socket addresses, which IPAddress and IPEndPoint put together and take apart without any network:
/// family in 2 bytes, port in 2 (big-endian), then for IPv4 the address at 4, for IPv6 the address at 8 and the scope
/// at 24. All give their error in the BCL's numbering.
/// </summary>
// SAFETY: an address is touched only where its length, which the BCL gives, covers the field.
internal static unsafe class NativeSocketAddresses
{
    private const int Inet = 2, Inet6 = 10; // AF_INET, AF_INET6 of Linux
    private const int BclInet6 = 23;        // System.Net.Sockets.AddressFamily.InterNetworkV6
    private const int InetSize = 16, Inet6Size = 28, UnixSize = 110, MaxSize = 128;
    private const int PortOffset = 2, AddressOffset = 4, Address6Offset = 8, ScopeOffset = 24, Address6Length = 16;

    private static int BadArgument => ErrorTable.ToBcl((int)ErrorNumber.EFAULT);

    private static int WrongFamily => ErrorTable.ToBcl((int)ErrorNumber.EAFNOSUPPORT);

    [RuntimeExport("SystemNative_GetSocketAddressSizes")]
    internal static int Sizes(int* inet, int* inet6, int* unix, int* max)
    {
        if (inet == null || inet6 == null || unix == null || max == null)
        {
            return BadArgument;
        }

        *inet = InetSize;
        *inet6 = Inet6Size;
        *unix = UnixSize;
        *max = MaxSize;
        return 0;
    }

    [RuntimeExport("SystemNative_GetAddressFamily")]
    internal static int GetFamily(byte* address, int length, int* family)
    {
        if (address == null || family == null || length < PortOffset)
        {
            return BadArgument;
        }

        int native = Family(address);
        *family = native == Inet6 ? BclInet6 : native;
        return 0;
    }

    [RuntimeExport("SystemNative_SetAddressFamily")]
    internal static int SetFamily(byte* address, int length, int family)
    {
        if (address == null || length < PortOffset)
        {
            return BadArgument;
        }

        if (family is not (0 or 1 or Inet or BclInet6))
        {
            return WrongFamily;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(address, PortOffset),
            (ushort)(family == BclInet6 ? Inet6 : family));
        return 0;
    }

    [RuntimeExport("SystemNative_GetPort")]
    internal static int GetPort(byte* address, int length, ushort* port)
    {
        if (address == null || port == null || length < AddressOffset)
        {
            return BadArgument;
        }

        if (Family(address) is not (Inet or Inet6))
        {
            return WrongFamily;
        }

        *port = BinaryPrimitives.ReadUInt16BigEndian(new ReadOnlySpan<byte>(address + PortOffset, sizeof(ushort)));
        return 0;
    }

    [RuntimeExport("SystemNative_SetPort")]
    internal static int SetPort(byte* address, int length, ushort port)
    {
        if (address == null || length < AddressOffset)
        {
            return BadArgument;
        }

        if (Family(address) is not (Inet or Inet6))
        {
            return WrongFamily;
        }

        BinaryPrimitives.WriteUInt16BigEndian(new Span<byte>(address + PortOffset, sizeof(ushort)), port);
        return 0;
    }

    [RuntimeExport("SystemNative_GetIPv4Address")]
    internal static int GetInet(byte* address, int length, uint* value)
    {
        if (address == null || value == null || length < InetSize)
        {
            return BadArgument;
        }

        if (Family(address) != Inet)
        {
            return WrongFamily;
        }

        *value = *(uint*)(address + AddressOffset);
        return 0;
    }

    [RuntimeExport("SystemNative_SetIPv4Address")]
    internal static int SetInet(byte* address, int length, uint value)
    {
        if (address == null || length < InetSize)
        {
            return BadArgument;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(address, PortOffset), Inet);
        *(uint*)(address + AddressOffset) = value;
        return 0;
    }

    [RuntimeExport("SystemNative_GetIPv6Address")]
    internal static int GetInet6(byte* address, int length, byte* value, int valueLength, uint* scope)
    {
        if (address == null || value == null || scope == null || length < Inet6Size || valueLength < Address6Length)
        {
            return BadArgument;
        }

        if (Family(address) != Inet6)
        {
            return WrongFamily;
        }

        for (int i = 0; i < Address6Length; i++)
        {
            value[i] = address[Address6Offset + i];
        }

        *scope = *(uint*)(address + ScopeOffset);
        return 0;
    }

    [RuntimeExport("SystemNative_SetIPv6Address")]
    internal static int SetInet6(byte* address, int length, byte* value, int valueLength, uint scope)
    {
        if (address == null || value == null || length < Inet6Size || valueLength < Address6Length)
        {
            return BadArgument;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(new Span<byte>(address, PortOffset), Inet6);
        *(uint*)(address + AddressOffset) = 0; // flow information
        for (int i = 0; i < Address6Length; i++)
        {
            address[Address6Offset + i] = value[i];
        }

        *(uint*)(address + ScopeOffset) = scope;
        return 0;
    }

    /// <summary>0: there is no network interface of any name.</summary>
    [RuntimeExport("SystemNative_InterfaceNameToIndex")]
    internal static uint InterfaceIndex(byte* name) => 0;

    private static int Family(byte* address) =>
        BinaryPrimitives.ReadUInt16LittleEndian(new ReadOnlySpan<byte>(address, PortOffset));
}
