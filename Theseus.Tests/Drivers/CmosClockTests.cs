using Theseus.Cells.Drivers.CmosClock;
using Theseus.Memory;
using Theseus.Tests.Memory.Owned;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>The clock with the battery: what its registers say, and that none is believed while it changes.</summary>
public sealed class CmosClockTests : OwnedTest
{
    private const byte Decimal24 = 2, Binary24 = 6, Decimal12 = 0, Binary12 = 4;

    [Theory]
    [InlineData(Decimal24, 0x00, 0)]
    [InlineData(Decimal24, 0x23, 23)]
    [InlineData(Decimal24, 0x24, -1)]
    [InlineData(Decimal24, 0x1A, -1)]
    [InlineData(Binary24, 0x17, 23)]
    [InlineData(Binary24, 0x18, -1)]
    [InlineData(Decimal12, 0x12, 0)]
    [InlineData(Decimal12, 0x92, 12)]
    [InlineData(Decimal12, 0x91, 23)]
    [InlineData(Decimal12, 0x00, -1)]
    [InlineData(Decimal12, 0x13, -1)]
    [InlineData(Binary12, 0x0C, 0)]
    [InlineData(Binary12, 0x8B, 23)]
    public void Hours_are_read_in_each_of_the_four_formats(byte registerB, byte register, int hour) =>
        Assert.Equal(hour, new ClockFormat(registerB).Hour(register));

    [Fact]
    public void Two_decimal_digits_are_a_number_and_others_are_none()
    {
        for (int value = 0; value < 256; value++)
        {
            int digits = value >> 4 <= 9 && (value & 15) <= 9 ? int.Parse($"{value:x}") : -1;
            Assert.Equal(digits, new ClockFormat(Decimal24).Number((byte)value));
            Assert.Equal(value, new ClockFormat(Binary24).Number((byte)value));
        }
    }

    [Theory]
    [InlineData("26-02-29")]
    [InlineData("26-00-10")]
    [InlineData("26-13-10")]
    [InlineData("26-04-31")]
    [InlineData("26-04-00")]
    public void A_day_that_no_calendar_has_is_none(string date)
    {
        byte[] digits = [.. date.Split('-').Select(part => Convert.ToByte(part, 16))];
        Assert.False(
            new ClockReading(digits[0], digits[1], digits[2], 0, 0, 0).TryDecode(new ClockFormat(Decimal24), out _));
    }

    [Fact]
    public void Date_and_time_are_read()
    {
        using SimulatedClock chip = new() { [0x0B] = Decimal24 };
        chip.Set(0x28, 0x02, 0x29, 0x17, 0x59, 0x08);
        using Mc146818 clock = new(Offer().ClaimPorts());
        Assert.True(clock.TryRead(out DateTime time));
        Assert.Equal(new DateTime(2028, 2, 29, 17, 59, 8), time);
        Assert.Equal(new ClockFormat(Decimal24), clock.Format);
    }

    [Fact]
    public void A_reading_that_the_next_second_came_into_is_taken_again()
    {
        using SimulatedClock chip = new() { [0x0B] = Binary24 };
        chip.Set(26, 12, 31, 23, 59, 59);
        bool passed = false;
        chip.AfterRead = register =>
        {
            if (register == 7 && !passed)
            {
                passed = true; // midnight, after the year and the day have been read
                chip.Set(27, 1, 1, 0, 0, 0);
            }
        };
        using Mc146818 clock = new(Offer().ClaimPorts());
        Assert.True(clock.TryRead(out DateTime time));
        Assert.Equal(new DateTime(2027, 1, 1), time);
    }

    [Fact]
    public void It_waits_for_the_end_of_an_update()
    {
        using SimulatedClock chip = new() { [0x0A] = 0x80, [0x0B] = Binary24 };
        chip.Set(26, 1, 2, 3, 4, 5);
        int asked = 0;
        chip.AfterRead = register =>
        {
            if (register == 0x0A && ++asked == 50)
            {
                chip[0x0A] = 0;
                chip[0] = 6;
            }
        };
        using Mc146818 clock = new(Offer().ClaimPorts());
        Assert.True(clock.TryRead(out DateTime time));
        Assert.Equal(6, time.Second);
    }

    [Fact]
    public void A_clock_that_never_stands_still_shows_no_date()
    {
        using SimulatedClock chip = new() { [0x0B] = Binary24 };
        chip.Set(26, 1, 2, 3, 4, 5);
        chip.AfterRead = register => chip[0] = (byte)(register == 0 ? (chip[0] + 1) % 60 : chip[0]);
        using Mc146818 clock = new(Offer().ClaimPorts());
        Assert.False(clock.TryRead(out _));
    }

    [Fact]
    public void Each_use_ends_with_non_maskable_interrupts_let_through()
    {
        using SimulatedClock chip = new() { [0x0B] = Binary24 };
        chip.Set(26, 1, 2, 3, 4, 5);
        using Mc146818 clock = new(Offer().ClaimPorts());
        foreach (Action use in new Action[] { () => clock.TryRead(out _), () => _ = clock.RawSeconds,
            () => _ = clock.Format })
        {
            use();
            Assert.Equal(0, chip.Read[^1] & 0x80);
        }
    }

    private static DeviceOffer Offer()
    {
        if (DeviceRegistry.Find("rtc") == null)
        {
            DeviceRegistry.OfferPorts("rtc", 0x70, 2);
        }

        return DeviceRegistry.Find("rtc")!;
    }
}
