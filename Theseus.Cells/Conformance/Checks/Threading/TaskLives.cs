namespace Theseus.Cells.Conformance.Checks.Threading;

/// <summary>Tasks: how they begin, end, fail, are cancelled and are waited for.</summary>
internal static class TaskLives
{
    public static void Run(Checker check)
    {
        check.Is("task.run", "[45,RanToCompletion,null]", () =>
        {
            Task<int>[] tasks = [.. Enumerable.Range(0, 10).Select(number => Task.Run(() => number))];
            Worker.Done(Task.WhenAll(tasks));
            return new object?[] { tasks.Sum(task => task.Result), tasks[3].Status, tasks[3].Exception };
        });
        check.Is("task.states", "[Created,WaitingToRun,Running,WaitingForActivation,RanToCompletion]", () =>
        {
            Later later = new();
            using ManualResetEventSlim inside = new();
            using ManualResetEventSlim leave = new();
            Task task = new(() =>
            {
                inside.Set();
                leave.Wait();
            });
            List<object> seen = [task.Status];
            task.Start(later);
            seen.Add(task.Status);
            Worker worker = Worker.Start(() => later.RunAll());
            inside.Wait();
            seen.AddRange([task.Status, new TaskCompletionSource().Task.Status]);
            leave.Set();
            worker.End();
            seen.Add(task.Status);
            return seen;
        });
        check.Is("task.start.misuse", "[InvalidOperationException,InvalidOperationException,"
            + "InvalidOperationException]", () =>
        {
            Task done = new(() => { });
            done.RunSynchronously();
            Task promise = new TaskCompletionSource().Task;
            return new[] { Worker.Thrown(done.Start), Worker.Thrown(promise.Start),
                Worker.Thrown(done.RunSynchronously) };
        });
        check.Is("task.synchronously", "[true,true]", () =>
        {
            int number = 0;
            Task task = new(() => number = Environment.CurrentManagedThreadId);
            task.RunSynchronously();
            return new[] { number == Environment.CurrentManagedThreadId, task.IsCompletedSuccessfully };
        });
        check.Is("task.faulted", "[Faulted,FormatException,bad,AggregateException,FormatException]", () =>
        {
            Task task = Task.Run(() => throw new FormatException("bad"));
            TaskStatus status = Worker.Done(task);
            return new object[] { status, task.Exception!.InnerException!.GetType().Name,
                task.Exception.InnerExceptions.Single().Message, Worker.Thrown(task.Wait),
                Worker.Thrown(() => task.GetAwaiter().GetResult()) };
        });
        check.Is("task.flatten", "[2,3,[TimeoutException,FormatException,KeyNotFoundException],handled]", () =>
        {
            AggregateException nested = new(new AggregateException(new FormatException(), new KeyNotFoundException()),
                new TimeoutException());
            string handled = "not";
            nested.Flatten().Handle(thrown =>
            {
                handled = "handled";
                return true;
            });
            return new object[] { nested.InnerExceptions.Count, nested.Flatten().InnerExceptions.Count,
                nested.Flatten().InnerExceptions, handled };
        });
        check.Is("task.handle.rest", "[AggregateException,1,TimeoutException]", () =>
        {
            AggregateException both = new(new FormatException(), new TimeoutException());
            try
            {
                both.Handle(thrown => thrown is FormatException);
                return "none";
            }
            catch (AggregateException rest)
            {
                return new object[] { rest, rest.InnerExceptions.Count, rest.InnerException! };
            }
        });
        check.Is("task.children.attached", "[true,Faulted,[AggregateException,AggregateException]]", () =>
        {
            using ManualResetEventSlim leave = new();
            Task<Task> parent = Task.Factory.StartNew(() =>
            {
                Task child = Task.Factory.StartNew(leave.Wait, TaskCreationOptions.AttachedToParent);
                for (int number = 0; number < 2; number++)
                {
                    Task.Factory.StartNew(() => throw new FormatException(), TaskCreationOptions.AttachedToParent);
                }

                return child;
            });
            Worker.Until(() => parent.Status == TaskStatus.WaitingForChildrenToComplete);
            bool waits = !parent.IsCompleted;
            leave.Set();
            return new object[] { waits, Worker.Done(parent), parent.Exception!.InnerExceptions };
        });
        check.Is("task.children.denied", "[RanToCompletion,RanToCompletion,false]", () =>
        {
            using ManualResetEventSlim leave = new();
            Task? first = null;
            Task? second = null;
            Task denied = Task.Factory.StartNew(() =>
                first = Task.Factory.StartNew(leave.Wait, TaskCreationOptions.AttachedToParent),
                TaskCreationOptions.DenyChildAttach);
            Task detached = Task.Factory.StartNew(() => second = Task.Factory.StartNew(leave.Wait));
            List<object> seen = [Worker.Done(denied), Worker.Done(detached), first!.IsCompleted || second!.IsCompleted];
            leave.Set();
            Worker.Done(Task.WhenAll(first!, second!));
            return seen;
        });
        check.Is("task.long", "[false,true]", () =>
        {
            Task<bool> task = Task.Factory.StartNew(() => Thread.CurrentThread.IsThreadPoolThread,
                CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
            return new[] { Worker.Result(task), task.CreationOptions == TaskCreationOptions.LongRunning };
        });
        check.Is("task.state", "[text,7]", () =>
        {
            Task<int> task = Task.Factory.StartNew(state => ((string)state!).Length + 3, Hidden.Of<object>("text"));
            int result = Worker.Result(task);
            return new[] { task.AsyncState, result };
        });
        check.Is("task.ids", "[true,true,null]", () =>
        {
            int? inside = null;
            Task task = Task.Run(() => inside = Task.CurrentId);
            Worker.Done(task);
            Task other = Task.Run(() => { });
            Worker.Done(other);
            return new object?[] { inside == task.Id, other.Id != task.Id,
                Worker.Elsewhere(() => Task.CurrentId?.ToString()) };
        });
        check.Is("task.cancelled.before", "[Canceled,false,TaskCanceledException]", () =>
        {
            using CancellationTokenSource source = new();
            source.Cancel();
            bool ran = false;
            Task task = Task.Run(() => ran = true, source.Token);
            TaskStatus status = Worker.Done(task);
            return new object[] { status, ran, Worker.Thrown(() => task.GetAwaiter().GetResult()) };
        });
        check.Is("task.cancelled.queued", "[Canceled,false,1]", () =>
        {
            // Cancelled while it waits for its turn.
            Later later = new();
            using CancellationTokenSource source = new();
            bool ran = false;
            Task task = Task.Factory.StartNew(() => ran = true, source.Token, TaskCreationOptions.None, later);
            source.Cancel();
            int run = later.RunAll();
            return new object[] { Worker.Done(task), ran, run };
        });
        check.Is("task.cancelled.by.itself", "[Canceled,Faulted,Faulted]", () =>
        {
            using CancellationTokenSource source = new();
            using CancellationTokenSource other = new();
            source.Cancel();
            other.Cancel();
            using CancellationTokenSource given = new();
            Task own = Task.Factory.StartNew(() =>
            {
                given.Cancel();
                given.Token.ThrowIfCancellationRequested();
            }, given.Token);
            Task foreign = Task.Factory.StartNew(() => other.Token.ThrowIfCancellationRequested());
            Task plain = Task.Factory.StartNew(() => throw new OperationCanceledException());
            return new object[] { Worker.Done(own), Worker.Done(foreign), Worker.Done(plain) };
        });
        check.Is("task.wait.cancelled", "[OperationCanceledException,false]", () =>
        {
            TaskCompletionSource never = new();
            using CancellationTokenSource source = new();
            string thrown = "";
            Worker worker = Worker.Start(() => thrown = Worker.Thrown(() => never.Task.Wait(source.Token)));
            worker.UntilItWaits();
            source.Cancel();
            worker.End();
            return new object[] { thrown, never.Task.IsCompleted };
        });
        check.Is("task.wait.time", "[false,false,-1,true,ArgumentOutOfRangeException]", () =>
        {
            TaskCompletionSource source = new();
            List<object> seen = [source.Task.Wait(Hidden.Of(1)), Task.WaitAll([source.Task], 1),
                Task.WaitAny([source.Task], 1)];
            source.SetResult();
            seen.AddRange([source.Task.Wait(TimeSpan.Zero), Worker.Thrown(() => source.Task.Wait(Hidden.Of(-2)))]);
            return seen;
        });
        check.Is("task.wait.all.throws", "[3,[FormatException,TaskCanceledException,TimeoutException]]", () =>
        {
            Task[] tasks = [Task.FromException(new FormatException()), Task.CompletedTask,
                Task.FromCanceled(new CancellationToken(true)), Task.Run(() => throw new TimeoutException())];
            try
            {
                Task.WaitAll(tasks);
                return "none";
            }
            catch (AggregateException thrown)
            {
                return new object[] { thrown.InnerExceptions.Count, thrown.InnerExceptions };
            }
        });
        check.Is("task.wait.any", "[1,false]", () =>
        {
            TaskCompletionSource first = new();
            TaskCompletionSource second = new();
            int index = -1;
            Worker worker = Worker.Start(() => index = Task.WaitAny(first.Task, second.Task));
            worker.UntilItWaits();
            second.SetResult();
            worker.End();
            return new object[] { index, first.Task.IsCompleted };
        });
        check.Is("task.source.misuse", "[false,false,InvalidOperationException,InvalidOperationException,1]", () =>
        {
            TaskCompletionSource<int> source = new();
            source.SetResult(1);
            return new object[] { source.TrySetResult(2), source.TrySetCanceled(), Worker.Thrown(source.SetCanceled),
                Worker.Thrown(() => source.SetException(new FormatException())), source.Task.Result };
        });
        check.Is("task.source.race", "[1,true]", () =>
        {
            TaskCompletionSource<int> source = new();
            int won = 0;
            int winner = -1;
            Worker.Together(4, number =>
            {
                if (source.TrySetResult(number))
                {
                    Interlocked.Increment(ref won);
                    winner = number;
                }
            });
            return new object[] { won, source.Task.Result == winner };
        });
        check.Is("task.source.from", "[RanToCompletion,Faulted,Canceled]", () =>
        {
            TaskCompletionSource<int>[] sources = [new(), new(), new()];
            sources[0].SetFromTask(Task.FromResult(1));
            sources[1].SetFromTask(Task.FromException<int>(new FormatException()));
            sources[2].SetFromTask(Task.FromCanceled<int>(new CancellationToken(true)));
            _ = sources[1].Task.Exception;
            return sources.Select(source => (object)source.Task.Status);
        });
        check.Is("task.unobserved", "[1,FormatException]", () =>
        {
            (int count, string inner) = (0, "");
            void Seen(object? sender, UnobservedTaskExceptionEventArgs told)
            {
                if (told.Exception.InnerException is FormatException)
                {
                    told.SetObserved();
                    inner = nameof(FormatException);
                    Interlocked.Increment(ref count);
                }
            }

            TaskScheduler.UnobservedTaskException += Seen;
            try
            {
                Worker.Start(Forget).End();
                Worker.Until(() =>
                {
                    GC.Collect();
                    GC.WaitForPendingFinalizers();
                    return Volatile.Read(ref count) > 0;
                });
                return new object[] { count, inner };
            }
            finally
            {
                TaskScheduler.UnobservedTaskException -= Seen;
            }
        });
    }

    private static void Forget()
    {
        Task task = Task.Factory.StartNew(() => throw new FormatException());
        Worker.Done(task);
    }
}
