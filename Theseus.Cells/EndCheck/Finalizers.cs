using System.Runtime.CompilerServices;

namespace Theseus.Cells.EndCheck;

/// <summary>What a finalizer does is its program's doing.</summary>
internal sealed class Finalizers(string how)
{
    private static readonly object s_gate = new();
    private static readonly List<byte[]> s_kept = [];
    private static readonly ManualResetEventSlim s_signal = new();
    private static bool s_ran;

    public static int Run(string how)
    {
        Make(how);
        if (how == "holdslock")
        {
            GC.Collect();
            GC.WaitForPendingFinalizers();
            lock (s_gate)
            {
                Console.WriteLine("entered");
            }
        }

        if (how == "wait")
        {
            new Thread(() =>
            {
                Thread.Sleep(200);
                s_signal.Set();
            }) { IsBackground = true }.Start();
        }

        if (how == "atend")
        {
            return 0; // never collected: not finalized either
        }

        GC.Collect();
        GC.WaitForPendingFinalizers();
        Console.WriteLine($"ran: {s_ran}");
        return 0;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Make(string how)
    {
        for (int i = 0; i < 3; i++)
        {
            _ = new Finalizers(how);
        }
    }

    ~Finalizers()
    {
        switch (how)
        {
            case "throw":
                throw new InvalidOperationException("from a finalizer");
            case "exit":
                Environment.Exit(31);
                break;
            case "failfast":
                Environment.FailFast("from a finalizer");
                break;
            case "sleep":
                Thread.Sleep(300);
                break;
            case "wait":
                // Set by a thread that is started meanwhile, while the program waits for the finalizers.
                s_signal.Wait();
                break;
            case "loop":
                while (true)
                {
                    Thread.SpinWait(1000);
                }

            case "fill":
                while (true)
                {
                    s_kept.Add(new byte[100_000]);
                }

            case "overflow":
                StackOverflows.Deep(0);
                break;
            case "overflowtwice":
                StackOverflows.DeepTwice(0);
                break;
            case "holdslock":
                Monitor.Enter(s_gate);
                break;
            case "atend":
                Console.WriteLine("finalized at the end");
                break;
        }

        s_ran = true;
    }
}
