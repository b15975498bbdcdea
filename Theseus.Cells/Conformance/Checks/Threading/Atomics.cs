namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Interlocked and volatile operations of all widths, and the locks that spin.</summary>
internal static class Atomics
{
    private enum Colour : short
    {
        Red = 1,
        Green = 2,
        Blue = 3,
    }

    public static void Run(Checker check)
    {
        check.Is("interlocked.add.threads", "[4000,4000,4000,4000,-4000,8000]", () =>
        {
            (int whole, long wide, uint positive, ulong widest, int down, long twos) = (0, 0L, 0u, 0ul, 0, 0L);
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 1000; turn++)
                {
                    Interlocked.Increment(ref whole);
                    Interlocked.Increment(ref wide);
                    Interlocked.Increment(ref positive);
                    Interlocked.Add(ref widest, 1);
                    Interlocked.Decrement(ref down);
                    Interlocked.Add(ref twos, 2);
                }
            });
            return new object[] { whole, wide, positive, widest, down, twos };
        });
        check.Is("interlocked.wraps", "[-2147483648,-9223372036854775808,0,0,4294967295,18446744073709551615]", () =>
        {
            int whole = Hidden.Of(int.MaxValue);
            long wide = Hidden.Of(long.MaxValue);
            uint positive = Hidden.Of(uint.MaxValue);
            ulong widest = Hidden.Of(ulong.MaxValue);
            return new object[] { Interlocked.Increment(ref whole), Interlocked.Add(ref wide, 1),
                Interlocked.Increment(ref positive), Interlocked.Increment(ref widest),
                Interlocked.Decrement(ref positive), Interlocked.Decrement(ref widest) };
        });
        check.Is("interlocked.exchange.widths", "[1,-2,-3,4,-5,6,-7,8,1.5,-2.5,a,267,bb]", () =>
        {
            byte byte1 = Hidden.Of<byte>(1);
            sbyte sbyte1 = Hidden.Of<sbyte>(-2);
            short short1 = Hidden.Of<short>(-3);
            ushort ushort1 = Hidden.Of<ushort>(4);
            int int1 = Hidden.Of(-5);
            uint uint1 = Hidden.Of(6u);
            long long1 = Hidden.Of(-7L);
            ulong ulong1 = Hidden.Of(8ul);
            float float1 = Hidden.Of(1.5f);
            double double1 = Hidden.Of(-2.5);
            object object1 = Hidden.Of<object>("a");
            object[] before = [
                Interlocked.Exchange(ref byte1, 255), Interlocked.Exchange(ref sbyte1, 1),
                Interlocked.Exchange(ref short1, 1), Interlocked.Exchange(ref ushort1, 1),
                Interlocked.Exchange(ref int1, 1), Interlocked.Exchange(ref uint1, 1u),
                Interlocked.Exchange(ref long1, 1L), Interlocked.Exchange(ref ulong1, 1ul),
                Interlocked.Exchange(ref float1, 1f), Interlocked.Exchange(ref double1, 4.0),
                Interlocked.Exchange(ref object1, "bb")];
            double sum = byte1 + sbyte1 + short1 + ushort1 + int1 + uint1 + long1 + (double)ulong1 + float1 + double1;
            return (object[])[.. before, sum, object1];
        });
        check.Is("interlocked.compare.widths", "[1,2,3,4,5,6,7,8,9.5,NaN,9,9,9,9,9,9,9,9,9,9]", () =>
        {
            byte byte1 = Hidden.Of<byte>(1);
            sbyte sbyte1 = Hidden.Of<sbyte>(2);
            short short1 = Hidden.Of<short>(3);
            ushort ushort1 = Hidden.Of<ushort>(4);
            int int1 = Hidden.Of(5);
            uint uint1 = Hidden.Of(6u);
            long long1 = Hidden.Of(7L);
            ulong ulong1 = Hidden.Of(8ul);
            float float1 = Hidden.Of(9.5f);
            double double1 = Hidden.Of(double.NaN);
            object[] before = [
                Interlocked.CompareExchange(ref byte1, 9, 1), Interlocked.CompareExchange(ref sbyte1, 9, 2),
                Interlocked.CompareExchange(ref short1, 9, 3), Interlocked.CompareExchange(ref ushort1, 9, 4),
                Interlocked.CompareExchange(ref int1, 9, 5), Interlocked.CompareExchange(ref uint1, 9, 6),
                Interlocked.CompareExchange(ref long1, 9, 7), Interlocked.CompareExchange(ref ulong1, 9, 8),
                Interlocked.CompareExchange(ref float1, 9f, 9.5f),
                Interlocked.CompareExchange(ref double1, 9.0, double.NaN)];
            return (object[])[.. before, byte1, sbyte1, short1, ushort1, int1, uint1, long1, ulong1, float1, double1];
        });
        check.Is("interlocked.compare.neighbours", "[1,9,3,4]", () =>
        {
            // An operation on one byte or on one word leaves those beside it alone.
            byte[] bytes = [1, Hidden.Of<byte>(2), 3, 4];
            Interlocked.CompareExchange(ref bytes[1], 9, 2);
            Interlocked.CompareExchange(ref bytes[2], 9, 2);
            return bytes;
        });
        check.Is("interlocked.generic", "[Green,Red,true,false,x,y,text,null]", () =>
        {
            Colour colour = Hidden.Of(Colour.Green);
            bool truth = Hidden.Of(true);
            char letter = Hidden.Of('x');
            string? text = Hidden.Of("text");
            return new object?[] { Interlocked.Exchange(ref colour, Colour.Red),
                Interlocked.CompareExchange(ref colour, Colour.Blue, Colour.Green),
                Interlocked.CompareExchange(ref truth, false, true), truth, Interlocked.Exchange(ref letter, 'y'),
                letter, Interlocked.Exchange(ref text, null), text };
        });
        check.Throws<NotSupportedException>("interlocked.generic.refused", () =>
        {
            DateTime time = Hidden.Of(DateTime.MinValue);
            return Interlocked.Exchange(ref time, DateTime.MaxValue);
        });
        check.Is("interlocked.and.or", "[12,8,240,255,-1,15,6,7]", () =>
        {
            int whole = Hidden.Of(12);
            long wide = Hidden.Of(240L);
            int negative = Hidden.Of(-1);
            ulong widest = Hidden.Of(6ul);
            int first = Interlocked.And(ref whole, 10);
            long second = Interlocked.Or(ref wide, 15);
            int third = Interlocked.And(ref negative, 15);
            ulong fourth = Interlocked.Or(ref widest, 1);
            return new object[] { first, whole, second, wide, third, negative, fourth, widest };
        });
        check.Is("interlocked.small.threads", "[160,4000,4000,4000]", () =>
        {
            (byte bits, ushort half, float real, double large) = ((byte)0, (ushort)0, 0f, 0.0);
            Worker.Together(4, _ =>
            {
                for (int turn = 0; turn < 1000; turn++)
                {
                    byte seen;
                    do
                    {
                        seen = Volatile.Read(ref bits);
                    }
                    while (Interlocked.CompareExchange(ref bits, (byte)(seen + 1), seen) != seen);
                    ushort count;
                    do
                    {
                        count = Volatile.Read(ref half);
                    }
                    while (Interlocked.CompareExchange(ref half, (ushort)(count + 1), count) != count);
                    float single;
                    do
                    {
                        single = Volatile.Read(ref real);
                    }
                    while (Interlocked.CompareExchange(ref real, single + 1, single) != single);
                    double twice;
                    do
                    {
                        twice = Volatile.Read(ref large);
                    }
                    while (Interlocked.CompareExchange(ref large, twice + 1, twice) != twice);
                }
            });
            return new object[] { bits, half, real, large };
        });
        check.Is("interlocked.references", "[400,79800]", () =>
        {
            // A stack of nodes that four threads push upon without a lock.
            Node? top = null;
            Worker.Together(4, number =>
            {
                for (int turn = 0; turn < 100; turn++)
                {
                    Node pushed = new((number * 100) + turn);
                    do
                    {
                        pushed.Next = top;
                    }
                    while (!ReferenceEquals(Interlocked.CompareExchange(ref top, pushed, pushed.Next), pushed.Next));
                }
            });
            (int count, int sum) = (0, 0);
            for (Node? node = top; node is not null; node = node.Next)
            {
                (count, sum) = (count + 1, sum + node.Value);
            }

            return new[] { count, sum };
        });
        check.Is("interlocked.barriers", "[none,none,5]", () =>
        {
            long wide = Hidden.Of(5L);
            return new object[] { Worker.Thrown(Interlocked.MemoryBarrier),
                Worker.Thrown(Interlocked.MemoryBarrierProcessWide), Interlocked.Read(ref wide) };
        });
        check.Is("volatile.widths", "[1,-2,-3,4,-5,6,-7,8,1.5,-2.5,true,text]", () =>
        {
            (byte byte1, sbyte sbyte1, short short1, ushort ushort1) = ((byte)0, (sbyte)0, (short)0, (ushort)0);
            (int int1, uint uint1, long long1, ulong ulong1) = (0, 0u, 0L, 0ul);
            (float float1, double double1, bool bool1, string string1) = (0f, 0.0, false, "");
            Volatile.Write(ref byte1, Hidden.Of<byte>(1));
            Volatile.Write(ref sbyte1, Hidden.Of<sbyte>(-2));
            Volatile.Write(ref short1, Hidden.Of<short>(-3));
            Volatile.Write(ref ushort1, Hidden.Of<ushort>(4));
            Volatile.Write(ref int1, Hidden.Of(-5));
            Volatile.Write(ref uint1, Hidden.Of(6u));
            Volatile.Write(ref long1, Hidden.Of(-7L));
            Volatile.Write(ref ulong1, Hidden.Of(8ul));
            Volatile.Write(ref float1, Hidden.Of(1.5f));
            Volatile.Write(ref double1, Hidden.Of(-2.5));
            Volatile.Write(ref bool1, Hidden.Of(true));
            Volatile.Write(ref string1, Hidden.Of("text"));
            return new object[] { Volatile.Read(ref byte1), Volatile.Read(ref sbyte1), Volatile.Read(ref short1),
                Volatile.Read(ref ushort1), Volatile.Read(ref int1), Volatile.Read(ref uint1), Volatile.Read(ref long1),
                Volatile.Read(ref ulong1), Volatile.Read(ref float1), Volatile.Read(ref double1),
                Volatile.Read(ref bool1), Volatile.Read(ref string1) };
        });
        check.Is("volatile.publishes", "[200,0]", () =>
        {
            (int turn, int data, int wrong, int seen) = (0, 0, 0, 0);
            Worker reader = Worker.Start(() =>
            {
                for (int expected = 1; expected <= 200; expected++)
                {
                    Worker.Until(() => Volatile.Read(ref turn) == expected);
                    wrong += data == expected * 3 ? 0 : 1;
                    seen++;
                    Volatile.Write(ref turn, -expected);
                }
            });
            for (int round = 1; round <= 200; round++)
            {
                data = round * 3;
                Volatile.Write(ref turn, round);
                Worker.Until(() => Volatile.Read(ref turn) == -round);
            }

            reader.End();
            return new[] { seen, wrong };
        });
        check.Is("spin.lock.excludes", "[3000,false]", () =>
        {
            SpinLock gate = new(enableThreadOwnerTracking: false);
            int count = 0;
            Worker.Together(3, _ =>
            {
                for (int turn = 0; turn < 1000; turn++)
                {
                    bool taken = false;
                    try
                    {
                        gate.Enter(ref taken);
                        count++;
                    }
                    finally
                    {
                        if (taken)
                        {
                            gate.Exit();
                        }
                    }
                }
            });
            return new object[] { count, gate.IsHeld };
        });
        check.Is("spin.lock.misuse", "[LockRecursionException,SynchronizationLockException,ArgumentException,"
            + "InvalidOperationException,false,false]", () =>
        {
            SpinLock tracked = new(enableThreadOwnerTracking: true);
            SpinLock plain = new(enableThreadOwnerTracking: false);
            bool taken = false;
            tracked.Enter(ref taken);
            List<object> seen = [];
            bool again = false;
            seen.Add(Worker.Thrown(() => tracked.Enter(ref again)));
            seen.Add(Worker.Elsewhere(() => Worker.Thrown(() => tracked.Exit())));
            seen.Add(Worker.Thrown(() => tracked.TryEnter(ref taken)));
            seen.Add(Worker.Thrown(() => _ = plain.IsHeldByCurrentThread));
            seen.Add(Worker.Elsewhere(() =>
            {
                bool got = false;
                tracked.TryEnter(Hidden.Of(1), ref got);
                return got;
            }));
            seen.Add(Worker.Elsewhere(() => tracked.IsHeldByCurrentThread));
            return seen;
        });
        check.Is("spin.wait", "[0,30,true,0,true,false,true]", () =>
        {
            SpinWait spinner = default;
            List<object> seen = [spinner.Count];
            for (int turn = 0; turn < 30; turn++)
            {
                spinner.SpinOnce(sleep1Threshold: -1);
            }

            seen.AddRange([spinner.Count, spinner.NextSpinWillYield]);
            spinner.Reset();
            seen.Add(spinner.Count);
            bool set = false;
            Worker worker = Worker.Start(() => Volatile.Write(ref set, true));
            SpinWait.SpinUntil(() => Volatile.Read(ref set));
            worker.End();
            seen.AddRange([set, SpinWait.SpinUntil(() => false, Hidden.Of(1)), SpinWait.SpinUntil(() => true, 0)]);
            return seen;
        });
    }

    private sealed class Node(int value)
    {
        internal int Value { get; } = value;

        internal Node? Next { get; set; }
    }
}
