using Theseus.Runtime;

namespace Theseus.Platform.Devices;

/// <summary>
/// How much memory a PCI device has behind an address (PCI Local Bus Specification 3.0, sections 3.2.2.3.2,
/// configuration mechanism 1, and 6.2.5, base address registers). For the boot: interrupts are off and nobody uses the
/// device.
/// </summary>
internal static class PciMemory
{
    private const ushort AddressPort = 0xCF8;
    private const ushort DataPort = 0xCFC;
    private const uint Enable = 1u << 31;
    private const uint Nobody = 0xFFFF_FFFF;

    private const uint Buses = 256;
    private const uint Devices = 32;
    private const uint Functions = 8;
    private const uint HeaderRegister = 0x0C;
    private const uint HeaderShift = 16;
    private const uint SeveralFunctions = 0x80;
    private const uint CommandRegister = 0x04;
    private const uint CommandMask = 0xFFFF; // the status above it is cleared by writing ones
    private const uint Decodes = 3;
    private const uint FirstBase = 0x10;
    private const uint IsPort = 1;
    private const uint Is64Bits = 2 << 1;
    private const uint FlagBits = 0xF;

    /// <summary>
    /// Bytes from <paramref name="address"/> to the end of the device's memory that it lies in; 0 where no PCI device
    /// on bus 0 or behind a bridge has it.
    /// </summary>
    public static ulong RoomAt(ulong address)
    {
        for (uint bus = 0; bus < Buses; bus++)
        {
            for (uint device = 0; device < Devices; device++)
            {
                ulong room = RoomOfDevice(Enable | (bus << 16) | (device << 11), address);
                if (room != 0)
                {
                    return room;
                }
            }
        }

        return 0;
    }

    private static ulong RoomOfDevice(uint device, ulong address)
    {
        if (Read(device) == Nobody)
        {
            return 0;
        }

        uint header = Read(device | HeaderRegister) >> (int)HeaderShift;
        uint functions = (header & SeveralFunctions) != 0 ? Functions : 1;
        for (uint function = 0; function < functions; function++)
        {
            uint at = device | (function << 8);
            uint kind = (Read(at | HeaderRegister) >> (int)HeaderShift) & ~SeveralFunctions & 0xFF;
            ulong room = Read(at) == Nobody || kind > 1 ? 0 : RoomOfFunction(at, kind == 0 ? 6u : 2u, address);
            if (room != 0)
            {
                return room;
            }
        }

        return 0;
    }

    private static ulong RoomOfFunction(uint function, uint bases, ulong address)
    {
        for (uint i = 0; i < bases; i++)
        {
            uint at = function | (FirstBase + (4 * i));
            uint low = Read(at);
            if ((low & IsPort) != 0)
            {
                continue;
            }

            bool wide = (low & FlagBits & Is64Bits) != 0 && i + 1 < bases;
            ulong start = (low & ~FlagBits) | (wide ? (ulong)Read(at + 4) << 32 : 0);
            if (start != 0 && address >= start)
            {
                ulong size = SizeOf(function, at, wide);
                if (address - start < size)
                {
                    return size - (address - start);
                }
            }

            i += wide ? 1u : 0;
        }

        return 0;
    }

    /// <summary>
    /// Ones are written: the bits that stay zero tell the size. The device answers no access meanwhile.
    /// </summary>
    private static ulong SizeOf(uint function, uint at, bool wide)
    {
        uint command = Read(function | CommandRegister) & CommandMask;
        Write(function | CommandRegister, command & ~Decodes);
        uint low = Read(at), high = wide ? Read(at + 4) : 0;
        Write(at, Nobody);
        ulong mask = Read(at) & ~FlagBits;
        Write(at, low);
        if (wide)
        {
            Write(at + 4, Nobody);
            mask |= (ulong)Read(at + 4) << 32;
            Write(at + 4, high);
        }
        else
        {
            mask |= 0xFFFF_FFFF_0000_0000;
        }

        Write(function | CommandRegister, command);
        return ~mask + 1;
    }

    private static uint Read(uint register)
    {
        Cpu.Out32(AddressPort, register);
        return Cpu.In32(DataPort);
    }

    private static void Write(uint register, uint value)
    {
        Cpu.Out32(AddressPort, register);
        Cpu.Out32(DataPort, value);
    }
}
