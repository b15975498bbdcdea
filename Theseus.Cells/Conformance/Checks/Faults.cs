using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// What the processor finds wrong (a null reference, a division) or code checks for it, as exceptions.
/// </summary>
internal static class Faults
{
    /// <summary>
    /// Larger than the pages at address zero that fault, so that its last field needs a check of its own.
    /// </summary>
    [InlineArray(8192)]
    private struct Padding
    {
        private long _first;
    }

    private class Thing
    {
        public int Number;
        public long Long;
        public string? Text;
        public Thing? Next = Hidden.Of<Thing?>(null);
        public (int A, string B) Pair;

        public virtual int Virtual() => 1;

        public int Plain() => Number;
    }

    private sealed class Huge
    {
        public Padding Before = Hidden.Of(default(Padding));
        public int After = Hidden.Of(1);

        public int First => (int)Before[0];
    }

    public static void Run(Checker check)
    {
        Thing? none = Hidden.Of<Thing?>(null);
        check.Throws<NullReferenceException>("null.read", () => none!.Number);
        check.Throws<NullReferenceException>("null.write", () => none!.Number = 5);
        check.Throws<NullReferenceException>("null.write.reference", () => none!.Text = "x");
        check.Throws<NullReferenceException>("null.write.structure", () => none!.Pair = (1, "x"));
        check.Throws<NullReferenceException>("null.increment", () => none!.Long++);
        check.Throws<NullReferenceException>("null.virtual", () => none!.Virtual());
        check.Throws<NullReferenceException>("null.call", () => none!.Plain());
        check.Throws<NullReferenceException>("null.chain", () => Hidden.Of(new Thing()).Next!.Next!.Number);
        check.Throws<NullReferenceException>("null.interface", () => Hidden.Of<IComparable<int>?>(null)!.CompareTo(1));
        check.Throws<NullReferenceException>("null.array.length", () => Hidden.Of<int[]?>(null)!.Length);
        check.Throws<NullReferenceException>("null.array.element", () => Hidden.Of<string[]?>(null)![0]);
        check.Throws<NullReferenceException>("null.array.store", () => Hidden.Of<string[]?>(null)![0] = "x");
        check.Throws<NullReferenceException>("null.string", () => Hidden.Of<string?>(null)!.Length);
        check.Throws<NullReferenceException>("null.type", () => Hidden.Of<object?>(null)!.GetType());
        check.Throws<NullReferenceException>("null.far", () =>
            Hidden.Of<Huge?>(null)!.After + Hidden.Of<Huge?>(null)!.First);
        check.Throws<NullReferenceException>("null.copy", () =>
        {
            Padding copy = Hidden.Of<Huge?>(null)!.Before;
            return copy[5];
        });
        check.Throws<NullReferenceException>("null.foreach", () =>
        {
            foreach (int item in Hidden.Of<List<int>?>(null)!)
            {
                return item;
            }

            return 0;
        });
        check.Throws<ArgumentNullException>("null.lock", () =>
        {
            lock (Hidden.Of<object?>(null)!)
            {
                return 0;
            }
        });
        check.Throws<DivideByZeroException>("divide.int", () => Hidden.Of(1) / Hidden.Of(0));
        check.Throws<DivideByZeroException>("divide.uint", () => Hidden.Of(1u) / Hidden.Of(0u));
        check.Throws<DivideByZeroException>("divide.long", () => Hidden.Of(1L) / Hidden.Of(0L));
        check.Throws<DivideByZeroException>("divide.ulong", () => Hidden.Of(1UL) / Hidden.Of(0UL));
        check.Throws<DivideByZeroException>("remainder.int", () => Hidden.Of(1) % Hidden.Of(0));
        check.Throws<DivideByZeroException>("remainder.long", () => Hidden.Of(1L) % Hidden.Of(0L));
        check.Throws<DivideByZeroException>("divide.short", () => Hidden.Of<short>(1) / Hidden.Of<short>(0));
        check.Throws<OverflowException>("divide.least.int", () => Hidden.Of(int.MinValue) / Hidden.Of(-1));
        check.Throws<OverflowException>("divide.least.long", () => Hidden.Of(long.MinValue) / Hidden.Of(-1L));
        check.Throws<OverflowException>("remainder.least.int", () => Hidden.Of(int.MinValue) % Hidden.Of(-1));
        check.Throws<OverflowException>("remainder.least.long", () => Hidden.Of(long.MinValue) % Hidden.Of(-1L));
        check.Is("divide.floating", "[Infinity,NaN]", () =>
            new[] { Hidden.Of(1.0) / Hidden.Of(0.0), Hidden.Of(1.0) % Hidden.Of(0.0) });
        check.Is("finally", "[finally,NullReferenceException]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    log.Add(Show.Text(none!.Number));
                }
                finally
                {
                    log.Add("finally");
                }
            }
            catch (NullReferenceException thrown)
            {
                log.Add(Show.Text(thrown));
            }

            return log;
        });
        check.Is("filter", "[asked,zero]", () =>
        {
            List<string> log = [];
            try
            {
                log.Add(Show.Text(Hidden.Of(1) / Hidden.Of(0)));
            }
            catch (ArithmeticException thrown) when (Ask(log) && thrown is DivideByZeroException)
            {
                log.Add("zero");
            }

            return log;
        });
        check.Is("filter.faults", "outer", () =>
        {
            try
            {
                try
                {
                    throw new FormatException();
                }
                catch (FormatException) when (none!.Number == 0)
                {
                    return "inner";
                }
            }
            catch (FormatException)
            {
                return "outer";
            }
        });
        check.Is("in.catch", "[FormatException,DivideByZeroException]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    throw new FormatException();
                }
                catch (FormatException thrown)
                {
                    log.Add(Show.Text(thrown));
                    log.Add(Show.Text(Hidden.Of(1) / Hidden.Of(0)));
                }
            }
            catch (DivideByZeroException thrown)
            {
                log.Add(Show.Text(thrown));
            }

            return log;
        });
        check.Is("callers", "[1,2,3]", () =>
        {
            List<int> log = [];
            try
            {
                Deep(none, log, 3);
            }
            catch (NullReferenceException)
            {
            }

            return log;
        });
        check.Is("loop", "[1000,1000]", () =>
        {
            int nulls = 0;
            int zeros = 0;
            for (int i = 0; i < Hidden.Of(1000); i++)
            {
                try
                {
                    nulls += none!.Number;
                }
                catch (NullReferenceException)
                {
                    nulls++;
                }

                try
                {
                    zeros += i / Hidden.Of(0);
                }
                catch (DivideByZeroException)
                {
                    zeros++;
                }
            }

            return new[] { nulls, zeros };
        });
        check.Is("locals", "[10,20.5,kept]", () =>
        {
            int whole = Hidden.Of(10);
            double real = Hidden.Of(20.5);
            string text = Hidden.Of("kept");
            try
            {
                whole += none!.Number;
                real = 0;
                text = "lost";
            }
            catch (NullReferenceException)
            {
            }

            return new object[] { whole, real, text };
        });
        check.Is("message", "Attempted to divide by zero.", () =>
        {
            try
            {
                return Hidden.Of(1) / Hidden.Of(0);
            }
            catch (DivideByZeroException thrown)
            {
                return thrown.Message;
            }
        });
    }

    private static bool Ask(List<string> log)
    {
        log.Add("asked");
        return true;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Deep(Thing? none, List<int> log, int depth)
    {
        try
        {
            return depth == 0 ? none!.Number : Deep(none, log, depth - 1) + 1;
        }
        finally
        {
            if (depth > 0)
            {
                log.Add(depth);
            }
        }
    }
}
