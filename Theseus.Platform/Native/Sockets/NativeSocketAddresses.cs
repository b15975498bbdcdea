using System.Buffers.Binary;
using System.Runtime;
using Theseus.Platform.Native.Errors;

namespace Theseus.Platform.Native.Sockets;

/// <summary>
/// The layout of socket addresses, which IPAddress and IPEndPoint put together and take apart without any network:
/// family in 2 bytes, port in 2 (big-endian), then for IPv4 the address at 4, for IPv6 the address at 8 and the scope
/// at 24. All give their error in the BCL's numbering.
/// </summary>
internal static class NativeSocketAddresses
{
    private const int Inet = 2, Inet6 = 10; // AF_INET, AF_INET6 of Linux
    private const int BclInet6 = 23;        // System.Net.Sockets.AddressFamily.InterNetworkV6
    private const int InetSize = 16, Inet6Size = 28, UnixSize = 110, MaxSize = 128;
    private const int PortOffset = 2, AddressOffset = 4, Address6Offset = 8, ScopeOffset = 24, Address6Length = 16;

    private static int BadArgument => ErrorTable.ToBcl((int)ErrorNumber.EFAULT);

    private static int WrongFamily => ErrorTable.ToBcl((int)ErrorNumber.EAFNOSUPPORT);

    // SAFETY: four places for results.
    [RuntimeExport("SystemNative_GetSocketAddressSizes")]
    internal static unsafe int Sizes(int* inet, int* inet6, int* unix, int* max) =>
        Sizes(Passed.Place(inet), Passed.Place(inet6), Passed.Place(unix), Passed.Place(max));

    // SAFETY: an address of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_GetAddressFamily")]
    internal static unsafe int GetFamily(byte* address, int length, int* family) =>
        GetFamily(Passed.Array(address, length), Passed.Place(family));

    // SAFETY: an address of the length that is given.
    [RuntimeExport("SystemNative_SetAddressFamily")]
    internal static unsafe int SetFamily(byte* address, int length, int family) =>
        SetFamily(Passed.Array(address, length), family);

    // SAFETY: an address of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_GetPort")]
    internal static unsafe int GetPort(byte* address, int length, ushort* port) =>
        GetPort(Passed.Array(address, length), Passed.Place(port));

    // SAFETY: an address of the length that is given.
    [RuntimeExport("SystemNative_SetPort")]
    internal static unsafe int SetPort(byte* address, int length, ushort port) =>
        SetPort(Passed.Array(address, length), port);

    // SAFETY: an address of the length that is given, and a place for a result.
    [RuntimeExport("SystemNative_GetIPv4Address")]
    internal static unsafe int GetInet(byte* address, int length, uint* value) =>
        GetInet(Passed.Array(address, length), Passed.Place(value));

    // SAFETY: an address of the length that is given.
    [RuntimeExport("SystemNative_SetIPv4Address")]
    internal static unsafe int SetInet(byte* address, int length, uint value) =>
        SetInet(Passed.Array(address, length), value);

    // SAFETY: two arrays of the lengths that are given, and a place for a result.
    [RuntimeExport("SystemNative_GetIPv6Address")]
    internal static unsafe int GetInet6(byte* address, int length, byte* value, int valueLength, uint* scope) =>
        GetInet6(Passed.Array(address, length), Passed.Array(value, valueLength), Passed.Place(scope));

    // SAFETY: two arrays of the lengths that are given.
    [RuntimeExport("SystemNative_SetIPv6Address")]
    internal static unsafe int SetInet6(byte* address, int length, byte* value, int valueLength, uint scope) =>
        SetInet6(Passed.Array(address, length), Passed.Array(value, valueLength), scope);

    /// <summary>0: there is no network interface of any name.</summary>
    [RuntimeExport("SystemNative_InterfaceNameToIndex")]
    internal static uint InterfaceIndex(nint name) => 0;

    private static int Sizes(Span<int> inet, Span<int> inet6, Span<int> unix, Span<int> max)
    {
        if (inet.IsEmpty || inet6.IsEmpty || unix.IsEmpty || max.IsEmpty)
        {
            return BadArgument;
        }

        (inet[0], inet6[0], unix[0], max[0]) = (InetSize, Inet6Size, UnixSize, MaxSize);
        return 0;
    }

    private static int GetFamily(ReadOnlySpan<byte> address, Span<int> family)
    {
        if (family.IsEmpty || address.Length < PortOffset)
        {
            return BadArgument;
        }

        int native = Family(address);
        family[0] = native == Inet6 ? BclInet6 : native;
        return 0;
    }

    private static int SetFamily(Span<byte> address, int family)
    {
        if (address.Length < PortOffset)
        {
            return BadArgument;
        }

        if (family is not (0 or 1 or Inet or BclInet6))
        {
            return WrongFamily;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(address, (ushort)(family == BclInet6 ? Inet6 : family));
        return 0;
    }

    private static int GetPort(ReadOnlySpan<byte> address, Span<ushort> port)
    {
        if (port.IsEmpty || address.Length < AddressOffset)
        {
            return BadArgument;
        }

        if (Family(address) is not (Inet or Inet6))
        {
            return WrongFamily;
        }

        port[0] = BinaryPrimitives.ReadUInt16BigEndian(address[PortOffset..]);
        return 0;
    }

    private static int SetPort(Span<byte> address, ushort port)
    {
        if (address.Length < AddressOffset)
        {
            return BadArgument;
        }

        if (Family(address) is not (Inet or Inet6))
        {
            return WrongFamily;
        }

        BinaryPrimitives.WriteUInt16BigEndian(address[PortOffset..], port);
        return 0;
    }

    private static int GetInet(ReadOnlySpan<byte> address, Span<uint> value)
    {
        if (value.IsEmpty || address.Length < InetSize)
        {
            return BadArgument;
        }

        if (Family(address) != Inet)
        {
            return WrongFamily;
        }

        value[0] = BinaryPrimitives.ReadUInt32LittleEndian(address[AddressOffset..]);
        return 0;
    }

    private static int SetInet(Span<byte> address, uint value)
    {
        if (address.Length < InetSize)
        {
            return BadArgument;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(address, Inet);
        BinaryPrimitives.WriteUInt32LittleEndian(address[AddressOffset..], value);
        return 0;
    }

    private static int GetInet6(ReadOnlySpan<byte> address, Span<byte> value, Span<uint> scope)
    {
        if (scope.IsEmpty || address.Length < Inet6Size || value.Length < Address6Length)
        {
            return BadArgument;
        }

        if (Family(address) != Inet6)
        {
            return WrongFamily;
        }

        address.Slice(Address6Offset, Address6Length).CopyTo(value);
        scope[0] = BinaryPrimitives.ReadUInt32LittleEndian(address[ScopeOffset..]);
        return 0;
    }

    private static int SetInet6(Span<byte> address, ReadOnlySpan<byte> value, uint scope)
    {
        if (address.Length < Inet6Size || value.Length < Address6Length)
        {
            return BadArgument;
        }

        BinaryPrimitives.WriteUInt16LittleEndian(address, Inet6);
        BinaryPrimitives.WriteUInt32LittleEndian(address[AddressOffset..], 0); // flow information
        value[..Address6Length].CopyTo(address[Address6Offset..]);
        BinaryPrimitives.WriteUInt32LittleEndian(address[ScopeOffset..], scope);
        return 0;
    }

    private static int Family(ReadOnlySpan<byte> address) => BinaryPrimitives.ReadUInt16LittleEndian(address);
}
