namespace Theseus.Cells.Drivers.CmosClock;

/// <summary>How an MC146818 keeps its numbers: its register B (data sheet, "Register B").</summary>
/// <param name="RegisterB">The register as it was read.</param>
public readonly record struct ClockFormat(byte RegisterB)
{
    private const byte Binary = 4;
    private const byte Has24Hours = 2;
    private const byte Afternoon = 0x80; // in the register of hours, where a day has two halves

    /// <summary>Numbers are binary, and not two decimal digits of four bits each.</summary>
    public bool IsBinary => (RegisterB & Binary) != 0;

    /// <summary>Hours go from 0 to 23, and not from 1 to 12 twice a day.</summary>
    public bool Is24Hours => (RegisterB & Has24Hours) != 0;

    /// <summary>What a register says; -1 where its digits are none.</summary>
    public int Number(byte register) => IsBinary ? register
        : (register & 0xF) > 9 || register >> 4 > 9 ? -1
        : (10 * (register >> 4)) + (register & 0xF);

    /// <summary>What the register of hours says, from 0 to 23; -1 where it is no hour.</summary>
    public int Hour(byte register)
    {
        int hour = Number(Is24Hours ? register : (byte)(register & ~Afternoon));
        if (Is24Hours)
        {
            return hour <= 23 ? hour : -1;
        }

        return hour is < 1 or > 12 ? -1 : (hour % 12) + ((register & Afternoon) != 0 ? 12 : 0);
    }
}
