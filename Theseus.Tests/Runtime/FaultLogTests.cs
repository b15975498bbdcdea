using Theseus.Runtime.Faults;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>The log is one for all: each test has tasks and programs of its own in it.</summary>
[Collection(nameof(FaultLogTests))]
public sealed class FaultLogTests
{
    [Fact]
    public void The_newest_are_kept_and_the_rest_is_counted()
    {
        ulong first = Add(task: 1001);
        for (int i = 0; i < FaultRecords.Most; i++)
        {
            Add(task: 1002);
        }

        FaultRecord record = default;
        Assert.False(FaultLog.TryGet(first, ref record));
        Assert.True(FaultLog.TryGet(first + 1, ref record));
        Assert.Equal(first + 1, record.Number);
        Assert.False(FaultLog.TryGet(0, ref record));
        Assert.False(FaultLog.TryGet(FaultLog.Count + 1, ref record));

        FaultRecord[] records = new FaultRecord[FaultRecords.Most + 1];
        Assert.Equal(FaultRecords.Most, FaultLog.Look(records));
        Assert.Equal(
            Enumerable.Range(0, FaultRecords.Most).Select(i => FaultLog.Count - (ulong)i),
            records.Take(FaultRecords.Most).Select(r => r.Number));
        Assert.Equal(2, FaultLog.Look(records.AsSpan(0, 2)));
    }

    [Fact]
    public void A_tasks_end_closes_what_it_has_in_the_log_once()
    {
        (ulong one, ulong two, ulong others) = (Add(task: 2001), Add(task: 2001), Add(task: 2002));
        FaultLog.CloseTask(2001);
        Assert.Equal(FaultOutcome.TaskEnded, Get(one).Outcome);
        Assert.Equal(FaultOutcome.TaskEnded, Get(two).Outcome);
        Assert.Equal(FaultOutcome.Open, Get(others).Outcome);

        ulong took = Get(one).Took;
        FaultLog.CloseTask(2001);
        FaultLog.CloseProgram(Get(one).ProgramNumber, status: 3);
        Assert.Equal((FaultOutcome.TaskEnded, took, 0), (Get(one).Outcome, Get(one).Took, Get(one).Status));
    }

    [Fact]
    public void A_programs_end_closes_what_its_tasks_have_with_its_status()
    {
        (ulong one, ulong others) = (Add(task: 3001, program: 31), Add(task: 3002, program: 32));
        FaultLog.CloseProgram(31, status: 134);
        Assert.Equal((FaultOutcome.ProgramEnded, 134), (Get(one).Outcome, Get(one).Status));
        Assert.Equal(FaultOutcome.Open, Get(others).Outcome);
    }

    private static ulong Add(uint task, uint program = 7)
    {
        FaultRecord record = default;
        (record.Task, record.ProgramNumber) = (task, program);
        FaultLog.Add(ref record);
        return record.Number;
    }

    private static FaultRecord Get(ulong number)
    {
        FaultRecord record = default;
        Assert.True(FaultLog.TryGet(number, ref record));
        return record;
    }
}
