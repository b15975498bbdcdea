namespace Theseus.Cells.EndCheck;

/// <summary>Ways to leave a program from everywhere in it.</summary>
internal static class Leaving
{
    public static async Task<int> Run(string how)
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("exit handler");
        AppDomain.CurrentDomain.UnhandledException += (_, e) =>
            Console.WriteLine($"unhandled {e.ExceptionObject.GetType().Name} {e.IsTerminating}");
        using Last last = new();
        switch (how)
        {
            case "return":
                return 7;
            case "large":
                return 300;
            case "negative":
                return -1;
            case "code":
                Environment.ExitCode = 5;
                return 6;
            case "caught":
                return Caught(() => Environment.Exit(12));
            case "caughtfailfast":
                return Caught(() => Environment.FailFast("no way on"));
            case "finally":
                return Finally();
            case "filter":
                return Filter();
            case "handler":
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Environment.Exit(21);
                AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.WriteLine("not called any more");
                return 20;
            case "unhandledexit":
                AppDomain.CurrentDomain.UnhandledException += (_, _) => Environment.Exit(22);
                return Throw();
            case "unhandledthrow":
                AppDomain.CurrentDomain.UnhandledException += (_, _) =>
                    throw new NotSupportedException("by the handler");
                return Throw();
            case "constructor":
                return Half.Value;
            case "writer":
                Console.SetOut(new LeavingWriter());
                Console.WriteLine("x");
                return 1;
            case "lock":
                lock (typeof(string))
                {
                    Environment.Exit(25);
                }

                return 1;
            case "throw":
                return Throw();
            case "task":
                await Task.CompletedTask;
                throw new TimeoutException("from a task");
            case "threadthrow":
                return OnThread(() => throw new TimeoutException("from a thread"));
            case "threadexit":
                return OnThread(() => Environment.Exit(29));
            case "threadoverflow":
                return OnThread(() => StackOverflows.Deep(1));
            case "threadoverflowtwice":
                return OnThread(() => StackOverflows.DeepTwice(1));
            case "overflow":
                return StackOverflows.Deep(1);
            case "overflowtwice":
                return StackOverflows.DeepTwice(1);
            default:
                return 2;
        }
    }

    /// <summary>Waits for a thread that ends the program, while another one loops.</summary>
    private static int OnThread(Action leave)
    {
        Thread loops = new(static () =>
        {
            while (true)
            {
            }
        });
        loops.Start();
        Thread leaves = new(() => leave());
        leaves.Start();
        leaves.Join();
        return 1;
    }

    private static int Caught(Action leave)
    {
        try
        {
            leave();
        }
        catch (Exception e)
        {
            Console.WriteLine($"caught {e.GetType().Name}");
        }
        finally
        {
            Console.WriteLine("finally");
        }

        return 1;
    }

    private static int Finally()
    {
        try
        {
            throw new FormatException("lost");
        }
        finally
        {
            Environment.Exit(11);
        }
    }

    private static int Filter()
    {
        try
        {
            throw new FormatException("asked about");
        }
        catch (FormatException e) when (Exits(e))
        {
            Console.WriteLine("caught");
        }

        return 1;
    }

    private static bool Exits(Exception e)
    {
        Environment.Exit(e.Message.Length);
        return true;
    }

    private static int Throw()
    {
        try
        {
            throw new InvalidOperationException("nobody catches this", new FormatException("inner"));
        }
        finally
        {
            Console.WriteLine("finally");
        }
    }

    private sealed class Last : IDisposable
    {
        public void Dispose() => Console.WriteLine("disposed");
    }

    private static class Half
    {
        public static readonly int Value = Leave();

        private static int Leave()
        {
            Environment.Exit(24);
            return 1;
        }
    }

    /// <summary>Leaves while the console holds its lock around it.</summary>
    private sealed class LeavingWriter : StringWriter
    {
        public override void WriteLine(string? value) => Environment.Exit(23);
    }
}
