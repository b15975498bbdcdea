using System.Diagnostics;
using System.Globalization;
using System.Runtime.InteropServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>What a program sees of the machine and the process, where that is the same everywhere.</summary>
internal static class Surroundings
{
    public static void Run(Checker check)
    {
        check.Is("line.feed", "\\u{a}", () => Environment.NewLine);
        check.Is("machine", "[true,8,true]", () =>
            new object[] { Environment.Is64BitProcess, IntPtr.Size, BitConverter.IsLittleEndian });
        check.Is("architecture", "X64", () => RuntimeInformation.ProcessArchitecture);
        check.Is("version", "10", () => Environment.Version.Major);
        check.Holds("processors", () => Environment.ProcessorCount >= 1);
        check.Is("shutdown", "false", () => Environment.HasShutdownStarted);
        check.Holds("ticks", () =>
        {
            long before = Environment.TickCount64;
            long after = Environment.TickCount64;
            return before >= 0 && after >= before;
        });
        check.Holds("stopwatch", () =>
        {
            long last = Stopwatch.GetTimestamp();
            for (int i = 0; i < 1000; i++)
            {
                long now = Stopwatch.GetTimestamp();
                if (now < last)
                {
                    return false;
                }

                last = now;
            }

            return Stopwatch.Frequency > 0;
        });
        check.Holds("stopwatch.runs", () =>
        {
            Stopwatch watch = Stopwatch.StartNew();
            SpinWait spin = default;
            while (watch.Elapsed < TimeSpan.FromMilliseconds(2))
            {
                spin.SpinOnce(sleep1Threshold: -1);
            }

            watch.Stop();
            TimeSpan stopped = watch.Elapsed;
            return stopped >= TimeSpan.FromMilliseconds(2) && watch.Elapsed == stopped
                && stopped < TimeSpan.FromMinutes(1);
        });
        check.Holds("clocks.agree", () =>
        {
            (DateTime wall, long timestamp) = (DateTime.UtcNow, Stopwatch.GetTimestamp());
            while (Stopwatch.GetElapsedTime(timestamp) < TimeSpan.FromMilliseconds(20))
            {
            }

            TimeSpan passed = DateTime.UtcNow - wall;
            return passed > TimeSpan.Zero && passed < TimeSpan.FromSeconds(30);
        });
        check.Holds("time.provider", () =>
            TimeProvider.System.GetUtcNow() > DateTimeOffset.UnixEpoch
            && TimeProvider.System.TimestampFrequency == Stopwatch.Frequency);
        check.Is("environment", "[null,set,null]", () =>
        {
            const string Name = "THESEUS_CONFORMANCE";
            List<string?> seen = [Environment.GetEnvironmentVariable(Name)];
            Environment.SetEnvironmentVariable(Name, Hidden.Of("set"));
            seen.Add(Environment.GetEnvironmentVariable(Name));
            Environment.SetEnvironmentVariable(Name, null);
            seen.Add(Environment.GetEnvironmentVariable(Name));
            return seen;
        });
        check.Is("thread", "[true,true]", () => new[]
        {
            Environment.CurrentManagedThreadId == Thread.CurrentThread.ManagedThreadId,
                ReferenceEquals(Thread.CurrentThread, Thread.CurrentThread),
        });
        check.Is("culture", "[,true,.]", () =>
            new object[] { CultureInfo.CurrentCulture.Name,
            CultureInfo.InvariantCulture.Equals(CultureInfo.GetCultureInfo("")),
                NumberFormatInfo.CurrentInfo.NumberDecimalSeparator });
        check.Is("culture.sort", "[a,A,b]", () =>
            new[] { "b", "A", Hidden.Of("a") }.OrderBy(text => text, StringComparer.OrdinalIgnoreCase)
            .ThenByDescending(text => text, StringComparer.Ordinal).ToArray());
        check.Is("paths", "[a/b/c.txt,c.txt,.txt,c,a/b,/x,true]", () => new object[]
        {
            Path.Combine("a", Hidden.Of("b"), "c.txt"), Path.GetFileName("a/b/c.txt"), Path.GetExtension("c.txt"),
                Path.GetFileNameWithoutExtension("b/c.txt"),
            Path.GetDirectoryName("a/b/c.txt")!, Path.Combine("a", "/x"), Path.IsPathRooted("/x"),
        });
        check.Is("paths.full", "[/a/c,../y]", () =>
            new[] { Path.GetFullPath("/a/b/../c"), Path.GetRelativePath("/a/x", "/a/y") });
        check.Is("switches", "[false,true,5]", () =>
        {
            bool before = AppContext.TryGetSwitch("Theseus.Conformance", out _);
            AppContext.SetSwitch("Theseus.Conformance", true);
            AppContext.SetData("Theseus.Data", Hidden.Of<object>(5));
            return new[] { before, AppContext.TryGetSwitch("Theseus.Conformance", out bool after)
                && after, AppContext.GetData("Theseus.Data")! };
        });
        check.Is("console", "utf-8", () => Console.Out.Encoding.WebName);
        check.Is("buffer", "[0,0,1,2]", () =>
        {
            int[] numbers = [1, 2, 3, 4];
            int[] copy = new int[4];
            Buffer.BlockCopy(numbers, 0, copy, 8, Hidden.Of(8));
            return copy;
        });
    }
}
