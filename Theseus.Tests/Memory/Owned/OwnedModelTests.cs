using System.Diagnostics;
using Xunit;
using Xunit.Abstractions;
using Theseus.Memory;
using Theseus.Memory.Physical;
using Theseus.Tests.Memory.Owned.Model;

namespace Theseus.Tests.Memory.Owned;

/// <summary>
/// Random sequences against <see cref="MemoryModel"/>. THESEUS_MODEL_STEPS asks for more steps, THESEUS_MODEL_SEED for
/// one sequence again; a failure names its seed and the shortest sequence that was found to fail.
/// </summary>
[Collection("owned")]
public sealed class OwnedModelTests(ITestOutputHelper output)
{
    private const int Length = 1000;
    private const int BetweenFullChecks = 250;
    private const int ShrinkRuns = 400;

    [Theory]
    [InlineData("small", 400_000)]
    [InlineData("holes", 400_000)]
    [InlineData("soiled", 100_000)]
    [InlineData("above4GiB", 3_000)]
    public void Sequences_do_what_the_model_does(string machine, int steps)
    {
        if (Environment.GetEnvironmentVariable("THESEUS_MODEL_SEED") is { Length: > 0 } text)
        {
            Run(machine, int.Parse(text));
            return;
        }

        if (Environment.GetEnvironmentVariable("THESEUS_MODEL_STEPS") is { Length: > 0 } more)
        {
            steps = int.Parse(more);
        }

        int first = Random.Shared.Next();
        Stopwatch clock = Stopwatch.StartNew();
        for (int i = 0; i < steps / Length; i++)
        {
            Run(machine, unchecked(first + i));
        }

        output.WriteLine($"{machine}: {steps} steps from seed {first} in {clock.ElapsedMilliseconds} ms");
    }

    private static void Run(string machine, int seed)
    {
        Random random = new(seed);
        Operation[] steps = [.. Enumerable.Range(0, Length).Select(_ => Operation.Next(random))];
        if (Failure(machine, steps, BetweenFullChecks) is { } failure)
        {
            Operation[] shortest = Shrink(machine, steps);
            Exception last = Failure(machine, shortest, 1) ?? failure;
            Assert.Fail(
                $"machine '{machine}', seed {seed}: {failure.Message}\n"
                + $"shortest:\n{string.Join('\n', shortest)}\n{last}");
        }
    }

    private static Exception? Failure(string machine, Operation[] steps, int betweenFullChecks)
    {
        try
        {
            Start(machine);
            MemoryModel model = new();
            for (int i = 0; i < steps.Length; i++)
            {
                model.Step(steps[i]);
                if (i % betweenFullChecks == betweenFullChecks - 1)
                {
                    model.CheckAll();
                }
            }

            model.CheckAll();
            model.Clear();
            return null;
        }
        catch (Exception failure)
        {
            return failure;
        }
    }

    private static void Start(string machine)
    {
        const ulong MiB = TestMachine.MiB;
        _ = machine switch
        {
            "small" => TestMachine.Pc(10).Start(),
            "soiled" => TestMachine.Pc(12).Start(soiled: true),
            "holes" => new TestMachine()
                .Range(0, 0x9_FC00, TestMachine.Free).Range(0xF_0000, 0x1_0000, TestMachine.Reserved)
                .Range(MiB, 23 * MiB, TestMachine.Free).Range(24 * MiB, 3 * MiB, TestMachine.Acpi)
                .Range(31 * MiB, 17 * MiB, TestMachine.Free).Range(40 * MiB, 0x5000, 5)
                .Range(48 * MiB, 64, TestMachine.AcpiNonVolatile)
                .Module(0x50_0000, 0x51_2345, "cell").Start(),
            _ => TestMachine.Pc(96).Range((4 * TestMachine.GiB) + (1024 * MiB), 1536 * MiB, TestMachine.Free).Start(),
        };
    }

    /// <summary>Leaves out parts, large ones first, as long as what remains fails too.</summary>
    private static Operation[] Shrink(string machine, Operation[] steps)
    {
        int runs = 0;
        for (int part = steps.Length / 2; part > 0 && runs < ShrinkRuns; part /= 2)
        {
            for (int at = 0; at < steps.Length && runs < ShrinkRuns;)
            {
                Operation[] fewer = [.. steps[..at], .. steps[Math.Min(at + part, steps.Length)..]];
                runs++;
                if (Failure(machine, fewer, 1) != null)
                {
                    steps = fewer;
                }
                else
                {
                    at += part;
                }
            }
        }

        return steps;
    }
}
