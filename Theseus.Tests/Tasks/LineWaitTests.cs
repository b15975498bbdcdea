using Theseus.Runtime;
using Theseus.Runtime.Interrupts;
using Theseus.Tasks.Interrupts;
using Theseus.Tasks.Scheduling;
using Xunit;

namespace Theseus.Tests.Tasks;

/// <summary>Drivers' tasks that wait for interrupts of a line.</summary>
public sealed class LineWaitTests : LockTests
{
    private const int Line = 8;
    private const uint First = 11;
    private const uint Second = 12;

    public LineWaitTests() => LineWait.Begin(Line, First);

    private static bool IsOpen => InterruptController.IsOpen[Line];

    [Fact]
    public void The_line_is_open_while_somebody_waits_and_closed_from_the_interrupt_to_the_next_wait()
    {
        Start(() =>
        {
            for (int i = 0; i < 2; i++)
            {
                Log.Add($"{Wait(First, Scheduler.Never)} {IsOpen}");
            }
        });
        TaskGroup.Settle();
        Assert.True(IsOpen);
        Interrupt();
        Assert.False(IsOpen);
        TaskGroup.Settle();
        Assert.True(IsOpen);
        Interrupt();
        WaitForAll();
        Is("True False True False");
    }

    [Fact]
    public void Interrupts_that_nobody_has_waited_for_are_one()
    {
        Interrupt();
        Interrupt();
        Assert.True(Wait(First, Scheduler.Never));
        Assert.False(Wait(First, Scheduler.After(5)));
    }

    [Fact]
    public void Who_only_looks_opens_the_line_as_well()
    {
        Interrupt();
        Assert.True(Wait(First, 0));
        Assert.False(Wait(First, 0));
        Assert.True(IsOpen);
    }

    [Fact]
    public void Who_waits_for_a_line_that_was_given_away_does_not_get_its_interrupt()
    {
        Start(() => Log.Add($"{Wait(First, Scheduler.Never)}"));
        TaskGroup.Settle();
        LineWait.Move(Line, Second);
        Interrupt();
        WaitForAll();
        Is("False");
        Assert.True(Wait(Second, Scheduler.Never));
    }

    [Fact]
    public void Who_waits_for_a_line_that_was_released_leaves_what_comes_to_the_next()
    {
        Start(() => Log.Add($"{Wait(First, Scheduler.Never)}"));
        TaskGroup.Settle();
        LineWait.OnReleased(Line);
        Assert.False(IsOpen);
        LineWait.Begin(Line, Second);
        Interrupt();
        WaitForAll();
        Is("False");
        Assert.True(Wait(Second, Scheduler.Never));
    }

    private static void Interrupt()
    {
        bool on = Scheduler.TurnOff();
        LineWait.OnInterrupt(Line);
        Scheduler.TurnOn(on);
    }

    private static bool Wait(uint proof, ulong until) => LineWait.Wait(Line, proof, until, out WakeReason _);
}
