namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary><see cref="ReaderWriterLockSlim"/> and its elder brother.</summary>
internal static class ReaderWriters
{
    public static void Run(Checker check)
    {
        check.Is("rw.readers.together", "[3,0]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            using Barrier inside = new(3);
            int most = 0;
            Worker.Together(3, _ =>
            {
                gate.EnterReadLock();
                inside.SignalAndWait();
                most = gate.CurrentReadCount;
                inside.SignalAndWait();
                gate.ExitReadLock();
            });
            return new[] { most, gate.CurrentReadCount };
        });
        check.Is("rw.writer.excludes", "[false,false,false,true]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterWriteLock();
            List<object> seen = [.. Worker.Elsewhere(() => new object[] { gate.TryEnterReadLock(Hidden.Of(1)),
                gate.TryEnterWriteLock(1), gate.TryEnterUpgradeableReadLock(TimeSpan.FromMilliseconds(1)) })];
            gate.ExitWriteLock();
            seen.Add(Worker.Elsewhere(() => gate.TryEnterReadLock(0)));
            return seen;
        });
        check.Is("rw.reader.excludes.writer", "[false,true,true]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterReadLock();
            bool[] seen = Worker.Elsewhere(() =>
            {
                bool write = gate.TryEnterWriteLock(1);
                bool read = gate.TryEnterReadLock(0);
                gate.ExitReadLock();
                return new[] { write, read, gate.CurrentReadCount == 1 };
            });
            gate.ExitReadLock();
            return seen;
        });
        check.Is("rw.writer.waits", "[1,false,true,1]", () =>
        {
            // A writer that waits keeps new readers out.
            using ReaderWriterLockSlim gate = new();
            gate.EnterReadLock();
            bool wrote = false;
            Worker writer = Worker.Start(() =>
            {
                gate.EnterWriteLock();
                wrote = true;
                gate.ExitWriteLock();
            });
            Worker.Until(() => gate.WaitingWriteCount == 1);
            List<object> seen = [gate.WaitingWriteCount, Worker.Elsewhere(() => gate.TryEnterReadLock(1))];
            gate.ExitReadLock();
            writer.End();
            seen.Add(wrote);
            gate.EnterReadLock();
            seen.Add(gate.CurrentReadCount);
            gate.ExitReadLock();
            return seen;
        });
        check.Is("rw.upgrade", "[true,true,false,true,false,true]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterUpgradeableReadLock();
            List<object> seen = [.. Worker.Elsewhere(() =>
            {
                bool read = gate.TryEnterReadLock(0);
                if (read)
                {
                    gate.ExitReadLock();
                }

                return new object[] { gate.IsReadLockHeld || read, !gate.IsUpgradeableReadLockHeld,
                    gate.TryEnterUpgradeableReadLock(1) };
            })];
            gate.EnterWriteLock();
            seen.Add(gate.IsWriteLockHeld && gate.IsUpgradeableReadLockHeld);
            seen.Add(Worker.Elsewhere(() => gate.TryEnterReadLock(1)));
            gate.ExitWriteLock();
            seen.Add(gate.IsUpgradeableReadLockHeld);
            gate.ExitUpgradeableReadLock();
            return seen;
        });
        check.Is("rw.upgrade.waits", "[false,true]", () =>
        {
            // Who upgrades waits for the readers beside it.
            using ReaderWriterLockSlim gate = new();
            using ManualResetEventSlim reading = new();
            using ManualResetEventSlim leave = new();
            Worker reader = Worker.Start(() =>
            {
                gate.EnterReadLock();
                reading.Set();
                leave.Wait();
                gate.ExitReadLock();
            });
            reading.Wait();
            gate.EnterUpgradeableReadLock();
            bool early = gate.TryEnterWriteLock(1);
            leave.Set();
            bool later = gate.TryEnterWriteLock(Worker.PatienceMs);
            reader.End();
            gate.ExitWriteLock();
            gate.ExitUpgradeableReadLock();
            return new[] { early, later };
        });
        check.Is("rw.downgrade", "[true,true]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterUpgradeableReadLock();
            gate.EnterReadLock();
            gate.ExitUpgradeableReadLock();
            bool other = Worker.Elsewhere(() =>
            {
                bool got = gate.TryEnterUpgradeableReadLock(0);
                gate.ExitUpgradeableReadLock();
                return got;
            });
            bool held = gate.IsReadLockHeld;
            gate.ExitReadLock();
            return new[] { other, held };
        });
        check.Is("rw.recursion.refused", "[LockRecursionException,LockRecursionException,LockRecursionException,"
            + "LockRecursionException,NoRecursion]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            gate.EnterReadLock();
            List<object> seen = [Worker.Thrown(gate.EnterReadLock), Worker.Thrown(gate.EnterWriteLock),
                Worker.Thrown(gate.EnterUpgradeableReadLock)];
            gate.ExitReadLock();
            gate.EnterWriteLock();
            seen.Add(Worker.Thrown(gate.EnterReadLock));
            gate.ExitWriteLock();
            seen.Add(gate.RecursionPolicy);
            return seen;
        });
        check.Is("rw.recursion", "[2,2,1,2,LockRecursionException]", () =>
        {
            using ReaderWriterLockSlim gate = new(LockRecursionPolicy.SupportsRecursion);
            gate.EnterReadLock();
            gate.EnterReadLock();
            List<object> seen = [gate.RecursiveReadCount];
            gate.ExitReadLock();
            gate.ExitReadLock();
            gate.EnterWriteLock();
            gate.EnterWriteLock();
            gate.EnterReadLock();
            seen.AddRange([gate.RecursiveWriteCount, gate.RecursiveReadCount]);
            gate.ExitReadLock();
            gate.ExitWriteLock();
            gate.ExitWriteLock();
            gate.EnterUpgradeableReadLock();
            gate.EnterUpgradeableReadLock();
            seen.Add(gate.RecursiveUpgradeCount);
            gate.ExitUpgradeableReadLock();
            gate.ExitUpgradeableReadLock();
            gate.EnterReadLock();
            seen.Add(Worker.Thrown(gate.EnterWriteLock));
            gate.ExitReadLock();
            return seen;
        });
        check.Is("rw.misuse", "[SynchronizationLockException,SynchronizationLockException,"
            + "SynchronizationLockException,SynchronizationLockException,ObjectDisposedException]", () =>
        {
            ReaderWriterLockSlim gate = new();
            List<object> seen = [Worker.Thrown(gate.ExitReadLock), Worker.Thrown(gate.ExitUpgradeableReadLock)];
            gate.EnterWriteLock();
            seen.Add(Worker.Elsewhere(() => Worker.Thrown(gate.ExitWriteLock)));
            seen.Add(Worker.Thrown(gate.Dispose));
            gate.ExitWriteLock();
            gate.Dispose();
            seen.Add(Worker.Thrown(gate.EnterReadLock));
            return seen;
        });
        check.Is("rw.excludes", "[400,0]", () =>
        {
            using ReaderWriterLockSlim gate = new();
            (int value, int odd) = (0, 0);
            Worker.Together(4, number =>
            {
                for (int turn = 0; turn < 200; turn++)
                {
                    if (number == 0)
                    {
                        gate.EnterWriteLock();
                        value++;
                        Thread.Yield();
                        value++;
                        gate.ExitWriteLock();
                    }
                    else
                    {
                        gate.EnterReadLock();
                        Interlocked.Add(ref odd, value % 2);
                        gate.ExitReadLock();
                    }
                }
            });
            return new[] { value, odd };
        });
        check.Is("rw.elder", "[true,ReaderWriterLockApplicationException,true,true,false,"
            + "ReaderWriterLockApplicationException]", () =>
        {
            ReaderWriterLock gate = new();
            gate.AcquireReaderLock(Worker.PatienceMs);
            List<object> seen = [gate.IsReaderLockHeld,
                Worker.Elsewhere(() => Worker.Thrown(() => gate.AcquireWriterLock(1)))];
            LockCookie cookie = gate.UpgradeToWriterLock(Worker.PatienceMs);
            seen.Add(gate.IsWriterLockHeld);
            gate.DowngradeFromWriterLock(ref cookie);
            seen.Add(gate.IsReaderLockHeld);
            gate.ReleaseReaderLock();
            seen.AddRange([gate.IsReaderLockHeld, Worker.Thrown(gate.ReleaseReaderLock)]);
            return seen;
        });
    }
}
