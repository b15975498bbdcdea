using System.Runtime.CompilerServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Static fields and the constructors of types: when they run, once, and what happens when they throw.
/// </summary>
internal static class Statics
{
    private static readonly List<string> s_log = [];

    [ThreadStatic]
    private static int s_perThread;

    [ThreadStatic]
    private static string? s_perThreadText;

    public static void Run(Checker check)
    {
        check.Is("lazy", "[before,Precise,after]", () =>
        {
            s_log.Clear();
            s_log.Add("before");
            _ = Precise.Value;
            s_log.Add("after");
            _ = Precise.Value;
            return s_log.ToArray();
        });
        check.Is("initializer", "[3,4,7]", () => new[] { Ordered.First, Ordered.Second, Ordered.Third });
        check.Is("base.and.derived", "[derived static,base static,base field,derived body]", () =>
        {
            s_log.Clear();
            _ = new Derived();
            return s_log.ToArray();
        });
        check.Is("cycle", "[null,left sees null]", () =>
        {
            string? right = Left.Text;
            return new[] { Right.SeenOfLeft, right };
        });
        check.Throws<TypeInitializationException>("throws", () => Broken.Value);
        check.Is("throws.again", "[TypeInitializationException,InvalidOperationException,true]", () =>
        {
            List<Exception> thrown = [];
            for (int i = 0; i < Hidden.Of(2); i++)
            {
                try
                {
                    _ = Broken.Value;
                }
                catch (TypeInitializationException failed)
                {
                    thrown.Add(failed);
                }
            }

            return new object[] { thrown[0].GetType().Name, thrown[0].InnerException!.GetType().Name,
                ReferenceEquals(thrown[0].InnerException, thrown[1].InnerException) };
        });
        check.Is("structure", "[1.5,2.5]", () =>
        {
            Table.Entries[1].Value = Hidden.Of(2.5);
            return Table.Entries.Select(entry => entry.Value);
        });
        check.Is("constants", "[10,text,2.5]", () => new object[] { Constant.Number, Constant.Text, Constant.Ratio });
        check.Is("array.data", "[2,3,5,7,11,13]", () => Table.Primes);
        check.Is("array.large", "1830", () => Table.Large.Sum(number => number));
        check.Is("thread", "[0,null,5,five]", () =>
        {
            (int number, string? text) = (s_perThread, s_perThreadText);
            (s_perThread, s_perThreadText) = (Hidden.Of(5), Hidden.Of("five"));
            (int numberAfter, string? textAfter) = (s_perThread, s_perThreadText);
            (s_perThread, s_perThreadText) = (0, null);
            return new object?[] { number, text, numberAfter, textAfter };
        });
        check.Is("thread.generic", "[1,0]", () =>
        {
            PerThread<int>.Value = Hidden.Of(1);
            return new[] { PerThread<int>.Value, PerThread<string>.Value };
        });
        check.Is("thread.local", "[made,made,1]", () =>
        {
            int made = 0;
            using ThreadLocal<string> local = new(() =>
            {
                made++;
                return "made";
            });
            return new object[] { local.Value!, local.Value!, made };
        });
        check.Is("module", "loaded", () => Module.State);
        check.Is("forced", "[Forced]", () =>
        {
            s_log.Clear();
            RuntimeHelpers.RunClassConstructor(typeof(Forced).TypeHandle);
            RuntimeHelpers.RunClassConstructor(typeof(Forced).TypeHandle);
            _ = Forced.Value;
            return s_log.ToArray();
        });
        check.Is("survive.collection", "[10000,x9999]", () =>
        {
            Table.Kept = [.. Enumerable.Range(0, Hidden.Of(10000)).Select(i => $"x{i}")];
            GC.Collect();
            int length = Table.Kept.Length;
            string last = Table.Kept[^1];
            Table.Kept = [];
            return new object[] { length, last };
        });
    }

    private static class Precise
    {
        public static readonly int Value;

        static Precise()
        {
            s_log.Add(nameof(Precise));
            Value = Hidden.Of(1);
        }
    }

    private static class Forced
    {
        public static readonly int Value;

        static Forced()
        {
            s_log.Add(nameof(Forced));
            Value = 1;
        }
    }

    private static class Ordered
    {
        public static readonly int First = Hidden.Of(3);
        public static readonly int Second = First + 1;
        public static readonly int Third = First + Second;
    }

    private class Base
    {
        static Base() => s_log.Add("base static");

        public Base() => s_log.Add("base field");
    }

    private sealed class Derived : Base
    {
        static Derived() => s_log.Add("derived static");

        public Derived() => s_log.Add("derived body");
    }

    private static class Left
    {
        public static readonly string? Text;

        static Left() => Text = "left sees " + (Right.SeenOfLeft ?? "null");
    }

    private static class Right
    {
        public static readonly string? SeenOfLeft;

        static Right() => SeenOfLeft = Left.Text;
    }

    private static class Broken
    {
        public static readonly int Value = Fail();

        static Broken()
        {
        }

        private static int Fail() => throw new InvalidOperationException();
    }

    private struct Entry
    {
        public double Value;
    }

    private static class Table
    {
        public static readonly Entry[] Entries = [new() { Value = 1.5 }, new()];

        public static readonly int[] Primes = [2, 3, 5, 7, 11, 13];

        public static readonly short[] Large = [.. Enumerable.Range(0, 61).Select(number => (short)number)];

        public static string[] Kept { get; set; } = [];
    }

    private static class Constant
    {
        public const int Number = 10;
        public const string Text = "text";
        public const double Ratio = 2.5;
    }

    private static class PerThread<T>
    {
        [ThreadStatic]
        public static int Value;
    }

    internal static class Module
    {
        public static string State { get; private set; } = "not loaded";

#pragma warning disable CA2255 // Module initialisers are for applications, says the rule; this is one.
        [ModuleInitializer]
        internal static void Load() => State = "loaded";
#pragma warning restore CA2255
    }
}
