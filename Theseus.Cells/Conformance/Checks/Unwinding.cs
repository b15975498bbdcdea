using System.Runtime.CompilerServices;

// More than 400 lines: one group of checks is one file, and its output is compared in the order of the file.
namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// What a throw releases on its way, how far it carries, and that it leaves the caller's values alone.
/// </summary>
internal static class Unwinding
{
    private sealed class Resource(List<string> log, string name) : IDisposable
    {
        public void Dispose() => log.Add($"dispose {name}");
    }

    public static void Run(Checker check)
    {
        check.Is("finally", "[try,finally,catch]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    log.Add("try");
                    Throw();
                }
                finally
                {
                    log.Add("finally");
                }
            }
            catch (InvalidOperationException)
            {
                log.Add("catch");
            }

            return log;
        });
        check.Is("finally.return", "[body,finally,5]", () =>
        {
            List<string> log = [];
            int Returns()
            {
                try
                {
                    log.Add("body");
                    return Hidden.Of(5);
                }
                finally
                {
                    log.Add("finally");
                }
            }

            log.Add(Show.Text(Returns()));
            return log;
        });
        check.Is("finally.nested", "[3,2,1]", () =>
        {
            List<int> log = [];
            try
            {
                try
                {
                    try
                    {
                        try
                        {
                            Throw();
                        }
                        finally
                        {
                            log.Add(3);
                        }
                    }
                    finally
                    {
                        log.Add(2);
                    }
                }
                finally
                {
                    log.Add(1);
                }
            }
            catch (InvalidOperationException)
            {
            }

            return log;
        });
        check.Is("finally.loop", "[0,f,1,f,f,end]", () =>
        {
            List<string> log = [];
            for (int i = 0; i < 5; i++)
            {
                try
                {
                    if (i == Hidden.Of(2))
                    {
                        break;
                    }

                    log.Add(Show.Text(i));
                    continue;
                }
                finally
                {
                    log.Add("f");
                }
            }

            log.Add("end");
            return log;
        });
        check.Is("using", "[open,dispose b,dispose a,caught]", () =>
        {
            List<string> log = [];
            try
            {
                using Resource a = new(log, "a");
                using Resource b = new(log, "b");
                log.Add("open");
                Throw();
            }
            catch (InvalidOperationException)
            {
                log.Add("caught");
            }

            return log;
        });
        check.Is("lock", "[true,false]", () =>
        {
            object gate = new();
            bool inside = false;
            try
            {
                lock (gate)
                {
                    inside = Monitor.IsEntered(gate);
                    Throw();
                }
            }
            catch (InvalidOperationException)
            {
            }

            return new[] { inside, Monitor.IsEntered(gate) };
        });
        check.Is("lock.new", "[true,false]", () =>
        {
            Lock gate = new();
            bool inside = false;
            try
            {
                lock (gate)
                {
                    inside = gate.IsHeldByCurrentThread;
                    Throw();
                }
            }
            catch (InvalidOperationException)
            {
            }

            return new[] { inside, gate.IsHeldByCurrentThread };
        });
        check.Is("foreach", "[0,dispose e,caught]", () =>
        {
            List<string> log = [];
            try
            {
                foreach (int item in Items(log))
                {
                    log.Add(Show.Text(item));
                    Throw();
                }
            }
            catch (InvalidOperationException)
            {
                log.Add("caught");
            }

            return log;
        });
        check.Is("depth.200", "[200,1,20100]", () =>
        {
            int finallies = 0;
            int sum = 0;
            int caught = 0;
            void Descend(int depth)
            {
                if (depth == 0)
                {
                    Throw();
                }

                try
                {
                    Descend(depth - 1);
                }
                finally
                {
                    finallies++;
                    sum += depth;
                }
            }

            try
            {
                Descend(Hidden.Of(200));
            }
            catch (InvalidOperationException)
            {
                caught++;
            }

            return new[] { finallies, caught, sum };
        });
        check.Is("depth.rethrown", "[100,level 0]", () =>
        {
            int rethrown = 0;
            string Descend(int depth)
            {
                try
                {
                    return depth == 100 ? throw new InvalidOperationException() : Descend(depth + 1);
                }
                catch (InvalidOperationException) when (depth > 0)
                {
                    rethrown++;
                    throw;
                }
                catch (InvalidOperationException)
                {
                    return $"level {depth}";
                }
            }

            string end = Descend(Hidden.Of(0));
            return new object[] { rethrown, end };
        });
        check.Is("throws.10000", "[10000,10000,49995000]", () =>
        {
            int caught = 0;
            int released = 0;
            int sum = 0;
            for (int i = 0; i < Hidden.Of(10000); i++)
            {
                try
                {
                    try
                    {
                        ThrowNumber(i);
                    }
                    finally
                    {
                        released++;
                    }
                }
                catch (ArgumentException thrown)
                {
                    caught++;
                    sum += (int)thrown.Data["number"]!;
                }
            }

            return new[] { caught, released, sum };
        });
        check.Is("registers", "[55,55.5,[1,2,3,4,5,6,7,8,9,10]]", () => Registers(Hidden.Of(1)));
        check.Is("locals", "[1,2,3,changed]", () =>
        {
            int a = Hidden.Of(0);
            int b = a;
            int c = a;
            string text = Hidden.Of("as it was");
            try
            {
                a = 1;
                text = Hidden.Of("changed");
                try
                {
                    b = 2;
                    Throw();
                }
                finally
                {
                    c = 3;
                }
            }
            catch (InvalidOperationException)
            {
            }

            return new object[] { a, b, c, text };
        });
        check.Is("through.library", "[thrown by a comparer,caught]", () =>
        {
            List<string> log = [];
            try
            {
                new List<int> { 3, 1, 2 }.Sort((_, _) => throw new InvalidOperationException("thrown by a comparer"));
            }
            catch (InvalidOperationException thrown)
            {
                log.Add(thrown.InnerException!.Message);
                log.Add("caught");
            }

            return log;
        });
        check.Is("through.linq", "[1,2]", () =>
        {
            List<int> log = [];
            try
            {
                _ = Enumerable.Range(1, 5).Select(number => number < 3 ? number : throw new InvalidOperationException())
                    .Where(number =>
                {
                    log.Add(number);
                    return true;
                }).Sum();
            }
            catch (InvalidOperationException)
            {
            }

            return log;
        });
        check.Is("structure.dispose", "[true]", () =>
        {
            bool[] released = new bool[1];
            try
            {
                using (new Guard(released))
                {
                    Throw();
                }
            }
            catch (InvalidOperationException)
            {
            }

            return released;
        });
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Throw() => throw new InvalidOperationException();

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void ThrowNumber(int number)
    {
        ArgumentException exception = new();
        exception.Data["number"] = number;
        throw exception;
    }

    private static IEnumerable<int> Items(List<string> log)
    {
        using Resource resource = new(log, "e");
        yield return 0;
        yield return 1;
    }

    /// <summary>
    /// Holds more values over a throw than there are registers, whole ones, floating ones and references.
    /// </summary>
    private static object Registers(int one)
    {
        (int a, int b, int c, int d, int e) = (one, one + 1, one + 2, one + 3, one + 4);
        (int f, int g, int h, int i, int j) = (one + 5, one + 6, one + 7, one + 8, one + 9);
        (double v, double w, double x, double y, double z) = (a + 0.1, b + 0.1, c + 0.1, d + 0.1, e + 0.1);
        int[] all = [a, b, c, d, e, f, g, h, i, j];
        for (int round = 0; round < 3; round++)
        {
            try
            {
                Clobber(round);
            }
            catch (InvalidOperationException)
            {
                (a, b) = (b, a);
                (a, b) = (b, a);
            }
        }

        return new object[] { a + b + c + d + e + f + g + h + i + j, Math.Round(v + w + x + y + z, 6) + 40, all };
    }

    /// <summary>Uses as many registers as it can, then throws.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Clobber(int seed)
    {
        (int a, int b, int c, int d, int e, int f) = (seed, seed * 3, seed * 5, seed * 7, seed * 11, seed * 13);
        (double x, double y, double z) = (seed / 2.0, seed / 3.0, seed / 5.0);
        for (int round = 0; round < 10; round++)
        {
            (a, b, c, d, e, f) = (b + c, c + d, d + e, e + f, f + a, a + b);
            (x, y, z) = (y + z, z + x, x + y);
        }

        if (a + b + c + d + e + f + x + y + z > -1)
        {
            throw new InvalidOperationException();
        }
    }

    private readonly struct Guard(bool[] released) : IDisposable
    {
        public void Dispose() => released[0] = true;
    }
}
