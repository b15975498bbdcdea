using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Theseus.Tasks.Locking;

namespace Theseus.Cells.KillCheck;

// More than 400 lines: each victim is written out, as a program would have it, and all are killed by one command.
/// <summary>The victims of <c>killcheck steps</c>.</summary>
internal static class Victims
{
    /// <summary>All of them.</summary>
    public static Victim[] All { get; } =
    [
        new OfMonitor(), new OfLock(), new OfSemaphore(), new OfUsing(), new OfUsingInlined(), new OfForeach(),
        new OfIterator(), new OfNested(), new OfConstructor(), new OfAsync(), new OfCleaningCatch(),
        new OfWriterLock(), new OfTaskMutex(),
    ];

    private static int s_work;

    /// <summary>Something to be in the middle of.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void Work(int times)
    {
        for (int i = 0; i < times; i++)
        {
            s_work += i;
        }
    }

    private sealed class OfMonitor() : Victim("monitor")
    {
        private readonly object _gate = new();
        private readonly object _inner = new();

        public override void Reset()
        {
        }

        public override void Body()
        {
            for (int i = 0; i < 2; i++)
            {
                lock (_gate)
                {
                    Work(2);
                    lock (_inner)
                    {
                        Work(1);
                    }
                }

                Work(2);
            }
        }

        public override string? Verdict() => !IsFree(_gate) ? "the lock is held"
            : !IsFree(_inner) ? "the inner lock is held" : null;
    }

    private sealed class OfLock() : Victim("lock")
    {
        private readonly Lock _gate = new();

        public override void Reset()
        {
        }

        public override void Body()
        {
            Work(1);
            lock (_gate)
            {
                Work(3);
            }

            Work(1);
            using (_gate.EnterScope())
            {
                Work(1);
            }
        }

        public override string? Verdict()
        {
            if (!_gate.TryEnter())
            {
                return "the lock is held";
            }

            _gate.Exit();
            return null;
        }
    }

    private sealed class OfSemaphore() : Victim("semaphore")
    {
        private readonly SemaphoreSlim _gate = new(1);

        public override void Reset()
        {
        }

        public override void Body()
        {
            Work(1);
            _gate.Wait();
            try
            {
                Work(3);
            }
            finally
            {
                _gate.Release();
            }

            Work(1);
        }

        public override string? Verdict() => _gate.CurrentCount == 1 ? null : $"its count is {_gate.CurrentCount}";
    }

    private sealed class OfUsing() : Victim("using")
    {
        private static int s_open;
        private static int s_closed;

        private sealed class Resource : IDisposable
        {
            [MethodImpl(MethodImplOptions.NoInlining)]
            public Resource() => s_open++;

            [MethodImpl(MethodImplOptions.NoInlining)]
            public void Dispose() => s_closed++;
        }

        public override void Reset() => (s_open, s_closed) = (0, 0);

        public override void Body()
        {
            Work(1);
            using Resource first = new();
            using (Resource second = new())
            {
                Work(2);
            }

            using Resource third = new();
            Work(2);
        }

        public override string? Verdict() => s_open == s_closed ? null : $"{s_open} opened, {s_closed} closed";
    }

    private sealed class OfUsingInlined() : Victim("usinginlined")
    {
        private static int s_open;
        private static int s_closed;

        private readonly struct Resource : IDisposable
        {
            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public Resource(int by) => s_open += by;

            [MethodImpl(MethodImplOptions.AggressiveInlining)]
            public void Dispose() => s_closed++;
        }

        public override void Reset() => (s_open, s_closed) = (0, 0);

        public override void Body()
        {
            Work(1);
            for (int i = 0; i < 2; i++)
            {
                using Resource first = new(1);
                Work(1);
                using Resource second = new(1);
                Work(1);
            }

            Work(1);
        }

        public override string? Verdict() => s_open == s_closed ? null : $"{s_open} opened, {s_closed} closed";
    }

    private sealed class OfForeach() : Victim("foreach")
    {
        private static int s_open;
        private static int s_closed;

        private sealed class Sequence : IEnumerable<int>, IEnumerator<int>
        {
            private int _at;

            public int Current => _at;

            object System.Collections.IEnumerator.Current => _at;

            [MethodImpl(MethodImplOptions.NoInlining)]
            public IEnumerator<int> GetEnumerator()
            {
                s_open++;
                return this;
            }

            System.Collections.IEnumerator System.Collections.IEnumerable.GetEnumerator() => GetEnumerator();

            public bool MoveNext() => ++_at < 4;

            public void Reset() => _at = 0;

            public void Dispose() => s_closed++;
        }

        public override void Reset() => (s_open, s_closed) = (0, 0);

        public override void Body()
        {
            IEnumerable<int> sequence = new Sequence();
            foreach (int i in sequence)
            {
                Work(i);
            }

            Work(1);
        }

        public override string? Verdict() => s_open == s_closed ? null : $"{s_open} opened, {s_closed} closed";
    }

    private sealed class OfIterator() : Victim("iterator")
    {
        private static int s_entered;
        private static int s_left;

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Enter() => s_entered++;

        private static IEnumerable<int> Numbers()
        {
            Enter();
            try
            {
                yield return 1;
                Work(1);
                yield return 2;
            }
            finally
            {
                s_left++;
                Work(1);
                s_left++;
            }
        }

        public override void Reset() => (s_entered, s_left) = (0, 0);

        public override void Body()
        {
            foreach (int i in Numbers())
            {
                Work(i);
            }

            Work(Numbers().Count());
        }

        public override string? Verdict() =>
            s_left == 2 * s_entered ? null : $"entered {s_entered} times, half left {s_left} times";
    }

    private sealed class OfNested() : Victim("nested")
    {
        private static readonly int[] s_begun = new int[3];
        private static readonly int[] s_done = new int[3];

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Begin(int which) => s_begun[which]++;

        public override void Reset()
        {
            Array.Clear(s_begun);
            Array.Clear(s_done);
        }

        public override void Body()
        {
            Begin(0);
            try
            {
                Work(1);
                Begin(1);
                try
                {
                    Work(1);
                    Begin(2);
                    try
                    {
                        Work(1);
                    }
                    finally
                    {
                        s_done[2]++;
                        Work(1);
                    }

                    Work(1);
                }
                finally
                {
                    Work(1);
                    s_done[1]++;
                }
            }
            finally
            {
                Work(2);
                s_done[0]++;
            }

            Work(1);
        }

        public override string? Verdict() => s_begun.AsSpan().SequenceEqual(s_done) ? null
            : $"begun {string.Join(' ', s_begun)}, done {string.Join(' ', s_done)}";
    }

    private sealed class OfConstructor() : Victim("constructor")
    {
        private static class Half<T>
        {
            public static readonly int A = Times(1);
            public static readonly int B = Times(2);
            public static readonly string Name = typeof(T).Name;

            [MethodImpl(MethodImplOptions.NoInlining)]
            private static int Times(int by)
            {
                Work(2);
                return by;
            }
        }

        private sealed class Deeper<T>;

        private Type _next = typeof(object);

        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "over references, whose code is shared")]
        public override void Reset() => _next = typeof(Deeper<>).MakeGenericType(_next);

        public override void Body()
        {
            Work(1);
            Touch();
            Work(1);
        }

        public override string? Verdict() => Touch() is (1, 2) ? null : $"its fields are {Touch()}";

        [UnconditionalSuppressMessage("AOT", "IL3050", Justification = "over references, whose code is shared")]
        private (int A, int B) Touch()
        {
            Func<(int A, int B)> touch = typeof(OfConstructor).GetMethod(nameof(Read),
                System.Reflection.BindingFlags.Static | System.Reflection.BindingFlags.NonPublic)!
                .MakeGenericMethod(_next).CreateDelegate<Func<(int A, int B)>>();
            return touch();
        }

        private static (int A, int B) Read<T>() => (Half<T>.A, Half<T>.B);
    }

    private sealed class OfAsync() : Victim("async")
    {
        private static int s_entered;
        private static int s_left;

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Enter() => s_entered++;

        private static async Task<int> Add(int a)
        {
            Enter();
            try
            {
                Work(1);
                await Task.CompletedTask;
                Work(a);
                return a;
            }
            finally
            {
                s_left++;
            }
        }

        public override void Reset() => (s_entered, s_left) = (0, 0);

        public override void Body()
        {
            Work(1);
            Task<int> sum = Add(2);
            Work(sum.IsFaulted ? 0 : sum.Result);
        }

        public override string? Verdict() => s_left == s_entered ? null : $"entered {s_entered}, left {s_left}";
    }

    private sealed class OfCleaningCatch() : Victim("catch")
    {
        private static int s_taken;

        [MethodImpl(MethodImplOptions.NoInlining)]
        private static void Take(int by) => s_taken += by;

        public override void Reset() => s_taken = 0;

        public override void Body()
        {
            Work(1);
            Take(1);
            try
            {
                Work(2);
            }
            catch (Exception)
            {
                Take(-1);
                throw;
            }

            Take(-1);
            Work(1);
        }

        public override string? Verdict() => s_taken is 0 or 1 ? null : $"taken {s_taken}";
    }

    private sealed class OfWriterLock() : Victim("writerlock")
    {
        private readonly ReaderWriterLockSlim _gate = new();

        public override void Reset()
        {
        }

        public override void Body()
        {
            _gate.EnterWriteLock();
            try
            {
                Work(2);
            }
            finally
            {
                _gate.ExitWriteLock();
            }

            _gate.EnterReadLock();
            try
            {
                Work(1);
            }
            finally
            {
                _gate.ExitReadLock();
            }
        }

        public override string? Verdict()
        {
            if (!_gate.TryEnterWriteLock(0))
            {
                return "the lock is held";
            }

            _gate.ExitWriteLock();
            return null;
        }
    }

    private sealed class OfTaskMutex() : Victim("taskmutex")
    {
        private readonly TaskMutex _gate = new();

        public override void Reset()
        {
        }

        public override void Body()
        {
            Work(1);
            using (_gate.Enter())
            {
                Work(2);
            }

            Work(1);
        }

        public override string? Verdict()
        {
            using MutexGuard guard = _gate.TryEnter(0);
            return guard.IsHeld ? null : "the lock is held";
        }
    }
}
