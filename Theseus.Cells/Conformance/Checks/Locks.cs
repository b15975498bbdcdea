namespace Theseus.Cells.Conformance.Checks;

/// <summary>Locks, interlocked and volatile operations, as far as one thread can tell.</summary>
internal static class Locks
{
    public static void Run(Checker check)
    {
        check.Is("monitor", "[false,true,true,false]", () =>
        {
            object gate = new();
            List<object> seen = [Monitor.IsEntered(gate)];
            Monitor.Enter(gate);
            seen.Add(Monitor.IsEntered(gate));
            seen.Add(Monitor.TryEnter(gate));
            Monitor.Exit(gate);
            Monitor.Exit(gate);
            seen.Add(Monitor.IsEntered(gate));
            return seen;
        });
        check.Is("reentrant", "[100,false]", () =>
        {
            object gate = new();
            int Nest(int depth)
            {
                lock (gate)
                {
                    return depth == 0 ? 0 : 1 + Nest(depth - 1);
                }
            }

            return new object[] { Nest(Hidden.Of(100)), Monitor.IsEntered(gate) };
        });
        check.Throws<SynchronizationLockException>("not.owned", () =>
        {
            Monitor.Exit(Hidden.Of(new object()));
            return null;
        });
        check.Throws<SynchronizationLockException>("pulse.not.owned", () =>
        {
            Monitor.Pulse(Hidden.Of(new object()));
            return null;
        });
        check.Is("hash.and.lock", "[true,true]", () =>
        {
            object gate = new();
            int hash = gate.GetHashCode();
            lock (gate)
            {
                bool same = gate.GetHashCode() == hash;
                GC.Collect();
                return new[] { same, gate.GetHashCode() == hash };
            }
        });
        check.Is("many", "10000", () =>
        {
            object[] gates = [.. Enumerable.Range(0, 100).Select(_ => new object())];
            int entered = 0;
            for (int i = 0; i < Hidden.Of(10000); i++)
            {
                lock (gates[i % gates.Length])
                {
                    entered++;
                }
            }

            return entered;
        });
        check.Is("scope", "[true,false]", () =>
        {
            Lock gate = new();
            bool inside;
            using (gate.EnterScope())
            {
                inside = gate.IsHeldByCurrentThread;
            }

            return new[] { inside, gate.IsHeldByCurrentThread };
        });
        check.Is("method", "[1,2]", () =>
        {
            Guarded guarded = new();
            return new[] { guarded.Step(), guarded.Step() };
        });
        check.Is("interlocked.add", "[6,5,15,10]", () =>
        {
            int whole = Hidden.Of(5);
            long wide = Hidden.Of(10L);
            return new object[] { Interlocked.Increment(ref whole), Interlocked.Decrement(ref whole),
                Interlocked.Add(ref wide, 5), Interlocked.Exchange(ref wide, 10) - 5 };
        });
        check.Is("interlocked.compare", "[1,2,2]", () =>
        {
            int value = Hidden.Of(1);
            int first = Interlocked.CompareExchange(ref value, 2, 1);
            int second = Interlocked.CompareExchange(ref value, 3, 1);
            return new[] { first, second, value };
        });
        check.Is("interlocked.reference", "[a,b,b]", () =>
        {
            string value = Hidden.Of("a");
            string expected = value;
            string first = Interlocked.CompareExchange(ref value, "b", expected);
            string second = Interlocked.CompareExchange(ref value, "c", expected);
            return new[] { first, second, value };
        });
        check.Is("interlocked.small", "[7,9,200,1.5]", () =>
        {
            byte small = Hidden.Of<byte>(7);
            short medium = Hidden.Of<short>(200);
            double real = Hidden.Of(1.5);
            return new object[] { Interlocked.Exchange(ref small, 9), small,
                Interlocked.CompareExchange(ref medium, 1, 200), Interlocked.Exchange(ref real, 2.5) };
        });
        check.Is("interlocked.bits", "[12,8,14]", () =>
        {
            uint bits = Hidden.Of(0b1100u);
            uint and = Interlocked.And(ref bits, 0b1010);
            uint or = Interlocked.Or(ref bits, 0b0110);
            return new[] { and, or, bits };
        });
        check.Is("volatile", "[5,text]", () =>
        {
            int number = 0;
            object? reference = null;
            Volatile.Write(ref number, Hidden.Of(5));
            Volatile.Write(ref reference, Hidden.Of<object>("text"));
            return new[] { Volatile.Read(ref number), Volatile.Read(ref reference)! };
        });
        check.Is("spin.lock", "[true,false]", () =>
        {
            SpinLock gate = new(enableThreadOwnerTracking: true);
            bool taken = false;
            gate.Enter(ref taken);
            bool held = gate.IsHeldByCurrentThread;
            gate.Exit();
            return new[] { held && taken, gate.IsHeld };
        });
        check.Is("reader.writer", "[1,true,false]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterReadLock();
            int readers = gate.CurrentReadCount;
            gate.ExitReadLock();
            gate.EnterWriteLock();
            bool writing = gate.IsWriteLockHeld;
            gate.ExitWriteLock();
            return new object[] { readers, writing, gate.IsWriteLockHeld };
        });
        check.Throws<LockRecursionException>("reader.writer.twice", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterWriteLock();
            try
            {
                gate.EnterWriteLock();
                return null;
            }
            finally
            {
                gate.ExitWriteLock();
            }
        });
        check.Is("event", "[false,true,false]", () =>
        {
            using ManualResetEventSlim signal = new();
            List<bool> seen = [signal.IsSet];
            signal.Set();
            signal.Wait();
            seen.Add(signal.IsSet);
            signal.Reset();
            seen.Add(signal.IsSet);
            return seen;
        });
        check.Is("countdown", "[1,true]", () =>
        {
            using CountdownEvent countdown = new(2);
            countdown.Signal();
            int left = countdown.CurrentCount;
            countdown.Signal();
            return new object[] { left, countdown.IsSet };
        });
        check.Is("lazy.modes", "[1,2,3]", () =>
            new[] { LazyThreadSafetyMode.None, LazyThreadSafetyMode.PublicationOnly,
            LazyThreadSafetyMode.ExecutionAndPublication }
            .Select((mode, index) => new Lazy<int>(() => Hidden.Of(index + 1), mode).Value));
        check.Throws<InvalidOperationException>("lazy.recursive", () =>
        {
            Lazy<int>? lazy = null;
            lazy = new Lazy<int>(() => lazy!.Value + 1);
            return lazy.Value;
        });
        check.Is("once", "[made,made,1]", () =>
        {
            string? made = null;
            int calls = 0;
            string Make()
            {
                calls++;
                return "made";
            }

            return new object[] { LazyInitializer.EnsureInitialized(ref made, Make),
                LazyInitializer.EnsureInitialized(ref made, Make), calls };
        });
    }

    private sealed class Guarded
    {
        private int _steps;

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.Synchronized)]
        public int Step() => ++_steps;
    }
}
