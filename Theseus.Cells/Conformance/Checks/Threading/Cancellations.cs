namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Cancellation: who is told, in which order, on which thread, and what ends it.</summary>
internal static class Cancellations
{
    public static void Run(Checker check)
    {
        check.Is("cancel.order", "[3,2,1,true]", () =>
        {
            using CancellationTokenSource source = new();
            List<object> log = [];
            int there = 0;
            for (int number = 1; number <= Hidden.Of(3); number++)
            {
                int mine = number;
                source.Token.Register(() =>
                {
                    log.Add(mine);
                    there = Environment.CurrentManagedThreadId;
                });
            }

            int caller = Worker.Elsewhere(() =>
            {
                source.Cancel();
                return Environment.CurrentManagedThreadId;
            });
            log.Add(there == caller);
            return log;
        });
        check.Is("cancel.late", "[true,ran,true]", () =>
        {
            using CancellationTokenSource source = new();
            source.Cancel();
            string log = "";
            CancellationTokenRegistration registration = source.Token.Register(() => log = "ran");
            return new object[] { source.Token.IsCancellationRequested, log, registration == default };
        });
        check.Is("cancel.throws", "[AggregateException,2,3]", () =>
        {
            using CancellationTokenSource source = new();
            int ran = 0;
            source.Token.Register(() =>
            {
                ran++;
                throw new FormatException();
            });
            source.Token.Register(() => ran++);
            source.Token.Register(() =>
            {
                ran++;
                throw new TimeoutException();
            });
            try
            {
                source.Cancel();
                return "none";
            }
            catch (AggregateException thrown)
            {
                return new object[] { thrown, thrown.InnerExceptions.Count, ran };
            }
        });
        check.Is("cancel.throws.first", "[TimeoutException,1]", () =>
        {
            using CancellationTokenSource source = new();
            int ran = 0;
            source.Token.Register(() => ran++);
            source.Token.Register(() =>
            {
                ran++;
                throw new TimeoutException();
            });
            return new object[] { Worker.Thrown(() => source.Cancel(throwOnFirstException: true)), ran };
        });
        check.Is("cancel.after", "[true,true]", () =>
        {
            using CancellationTokenSource late = new();
            using CancellationTokenSource made = new(TimeSpan.FromMilliseconds(1));
            late.CancelAfter(1);
            return new[] { late.Token.WaitHandle.WaitOne(Worker.PatienceMs),
                made.Token.WaitHandle.WaitOne(Worker.PatienceMs) };
        });
        check.Is("cancel.after.changed", "[false,true]", () =>
        {
            using CancellationTokenSource source = new(Worker.PatienceMs * 10);
            bool early = source.IsCancellationRequested;
            source.CancelAfter(0);
            return new[] { early, source.Token.WaitHandle.WaitOne(Worker.PatienceMs) };
        });
        check.Is("cancel.async", "[RanToCompletion,true,true]", () =>
        {
            // Callbacks run on the pool, but that it is cancelled is seen at once.
            using CancellationTokenSource source = new();
            bool pool = false;
            source.Token.Register(() => pool = Thread.CurrentThread.IsThreadPoolThread);
            Task told = source.CancelAsync();
            bool seen = source.IsCancellationRequested;
            return new object[] { Worker.Done(told), seen, pool };
        });
        check.Is("cancel.linked", "[true,false,false,true,true]", () =>
        {
            using CancellationTokenSource first = new();
            using CancellationTokenSource second = new();
            using CancellationTokenSource both =
                CancellationTokenSource.CreateLinkedTokenSource(first.Token, second.Token);
            using CancellationTokenSource inner = CancellationTokenSource.CreateLinkedTokenSource(both.Token);
            inner.Cancel();
            List<object> seen = [inner.IsCancellationRequested, both.IsCancellationRequested,
                first.IsCancellationRequested];
            Worker.Start(second.Cancel).End();
            seen.AddRange([both.IsCancellationRequested, second.IsCancellationRequested]);
            return seen;
        });
        check.Is("cancel.linked.disposed", "[false,true]", () =>
        {
            using CancellationTokenSource outer = new();
            CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(outer.Token);
            bool told = false;
            linked.Token.Register(() => told = true);
            linked.Dispose();
            outer.Cancel();
            return new[] { told, outer.IsCancellationRequested };
        });
        check.Is("cancel.registration.waits", "[false,true,true]", () =>
        {
            // Who disposes of a registration whose callback is under way waits until that has returned.
            using CancellationTokenSource source = new();
            using ManualResetEventSlim inside = new();
            using ManualResetEventSlim leave = new();
            bool over = false;
            CancellationTokenRegistration registration = source.Token.Register(() =>
            {
                inside.Set();
                leave.Wait();
                Volatile.Write(ref over, true);
            });
            Worker canceller = Worker.Start(source.Cancel);
            inside.Wait();
            bool unregistered = registration.Unregister();
            bool seen = false;
            Worker disposer = Worker.Start(() =>
            {
                registration.Dispose();
                seen = Volatile.Read(ref over);
            });
            disposer.UntilItWaits();
            leave.Set();
            disposer.End();
            canceller.End();
            return new[] { unregistered, seen, over };
        });
        check.Is("cancel.registration.own", "[inside,after]", () =>
        {
            // A callback may dispose of its own registration: it does not wait for itself.
            using CancellationTokenSource source = new();
            List<string> log = [];
            CancellationTokenRegistration registration = default;
            registration = source.Token.Register(() =>
            {
                log.Add("inside");
                registration.Dispose();
                log.Add("after");
            });
            source.Cancel();
            return log;
        });
        check.Is("cancel.registration.async", "[true,false,0]", () =>
        {
            using CancellationTokenSource source = new();
            int ran = 0;
            CancellationTokenRegistration registration = source.Token.Register(() => ran++);
            bool first = registration.Unregister();
            Worker.Done(registration.DisposeAsync().AsTask());
            source.Cancel();
            return new object[] { first, registration.Unregister(), ran };
        });
        check.Is("cancel.reset", "[true,0,false]", () =>
        {
            using CancellationTokenSource source = new();
            int ran = 0;
            source.Token.Register(() => ran++);
            bool first = source.TryReset();
            source.Cancel();
            return new object[] { first, ran, source.TryReset() };
        });
        check.Is("cancel.context", "[posted 1,told]", () =>
        {
            using CancellationTokenSource source = new();
            Posts posts = new();
            List<string> log = [];
            posts.Within(() => source.Token.Register(() => log.Add("told"), useSynchronizationContext: true));
            // What is sent to this context runs at once, on the thread that sends.
            source.Cancel();
            return new[] { $"posted {log.Count}", log[0] };
        });
        check.Is("cancel.flow", "[a,null,b]", () =>
        {
            AsyncLocal<string?> local = new() { Value = "a" };
            using CancellationTokenSource source = new();
            List<string?> seen = [];
            source.Token.UnsafeRegister(_ => seen.Add(local.Value), null);
            source.Token.Register(() => seen.Add(local.Value));
            local.Value = "b";
            Thread plain = new(source.Cancel);
            using (ExecutionContext.SuppressFlow())
            {
                plain.Start();
            }

            plain.Join();
            seen.Add(local.Value);
            return seen;
        });
        check.Is("cancel.handle", "[false,0,true]", () =>
        {
            using CancellationTokenSource source = new();
            using AutoResetEvent never = new(false);
            bool early = source.Token.WaitHandle.WaitOne(0);
            int index = -1;
            Worker worker = Worker.Start(() => index = WaitHandle.WaitAny([source.Token.WaitHandle, never]));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            return new object[] { early, index, source.Token.WaitHandle.WaitOne(0) };
        });
        check.Is("cancel.disposed", "[ObjectDisposedException,ObjectDisposedException,none,false]", () =>
        {
            CancellationTokenSource source = new();
            CancellationToken token = source.Token;
            source.Dispose();
            return new object[] { Worker.Thrown(source.Cancel), Worker.Thrown(() => _ = source.Token),
                Worker.Thrown(() => token.Register(() => { })), token.IsCancellationRequested };
        });
        check.Is("cancel.race", "[1,1]", () =>
        {
            // Many cancel; each callback runs once.
            using CancellationTokenSource source = new();
            (int first, int second) = (0, 0);
            source.Token.Register(() => Interlocked.Increment(ref first));
            source.Token.Register(() => Interlocked.Increment(ref second));
            Worker.Together(4, _ => source.Cancel());
            Worker.Until(() => Volatile.Read(ref first) > 0 && Volatile.Read(ref second) > 0);
            return new[] { first, second };
        });
    }
}
