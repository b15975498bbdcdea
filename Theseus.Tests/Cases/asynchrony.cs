// Asynchronous code that never needs a second thread.
using System.Runtime.CompilerServices;
using System.Threading.Channels;
using System.Threading.Tasks.Sources;
Console.WriteLine($"{await Task.FromResult(1)} {await new ValueTask<int>(2)} {await Add(3, 4)} "
    + $"{(await Task.WhenAll(Add(1, 1), Add(2, 2))).Sum()} {await await Task.WhenAny(Task.FromResult("w"))} "
    + $"{Task.CompletedTask.Status} {Add(1, 2).IsCompletedSuccessfully}");
try
{
    await Fails();
} catch (FormatException e)
{
    Console.WriteLine(e.Message);
}
try
{
    await Task.WhenAll(Fails(), Fails());
} catch (FormatException)
{
    Console.WriteLine("first of two");
}
Task both = Task.WhenAll(Fails(), Task.FromCanceled(new(true)));
try
{
    await both;
} catch (Exception e)
{
    Console.WriteLine($"{e.GetType().Name} {both.Status} {both.Exception!.InnerExceptions.Count}");
}
TaskCompletionSource<int> tcs = new();
Task<string> waiting = Wait(tcs.Task);
Console.WriteLine(waiting.IsCompleted);
tcs.SetResult(5); Console.WriteLine($"{waiting.IsCompleted} {await waiting} {tcs.TrySetResult(6)}");
List<string> log = [];
AsyncLocal<int> local = new(c => log.Add($"{c.PreviousValue}>{c.CurrentValue}{c.ThreadContextChanged}"));
local.Value = 1;
await Inner(local);
Console.WriteLine($"{local.Value} {string.Join(' ', log)}");
ExecutionContext.Run(ExecutionContext.Capture()!, _ => { local.Value = 9; }, null); Console.WriteLine(local.Value);
await foreach (int x in Count(3)) Console.Write(x);
await foreach (int x in Count(100).WithCancellation(CancelAfter(2, out Action tick)))
{
    Console.Write(x); tick();
}
Console.WriteLine();
await using (Disposable d = new()) Console.WriteLine("in using");
IAsyncEnumerator<int> en = Count(5).GetAsyncEnumerator();
await en.MoveNextAsync(); await en.DisposeAsync(); Console.WriteLine(await en.MoveNextAsync());
CancellationTokenSource cts = new();
int called = 0;
using CancellationTokenRegistration reg = cts.Token.Register(() => called++);
cts.Token.Register(() => throw new InvalidOperationException("in callback"));
try
{
    cts.Cancel();
} catch (AggregateException e)
{
    Console.WriteLine($"{called} {e.InnerExceptions.Count}");
}
try
{
    cts.Token.ThrowIfCancellationRequested();
} catch (OperationCanceledException e)
{
    Console.WriteLine($"{e.CancellationToken == cts.Token} {cts.IsCancellationRequested}");
}
using CancellationTokenSource linked = CancellationTokenSource.CreateLinkedTokenSource(cts.Token);
Console.WriteLine(linked.IsCancellationRequested);
try { await Task.FromCanceled(cts.Token); } catch (TaskCanceledException) { Console.WriteLine("cancelled"); }
Channel<int> ch = Channel.CreateUnbounded<int>();
for (int i = 0; i < 3; i++) await ch.Writer.WriteAsync(i);
ch.Writer.Complete();
int sum = 0;
await foreach (int x in ch.Reader.ReadAllAsync()) sum += x;
Console.WriteLine($"{sum} {ch.Reader.Completion.IsCompleted}");
Channel<int> bounded = Channel.CreateBounded<int>(new BoundedChannelOptions(2) { FullMode = BoundedChannelFullMode.DropOldest });
for (int i = 0; i < 5; i++) bounded.Writer.TryWrite(i);
Console.WriteLine($"{bounded.Reader.TryRead(out int oldest)} {oldest} {bounded.Reader.Count}");
SemaphoreSlim sem = new(1);
await sem.WaitAsync();
Console.WriteLine($"{sem.CurrentCount} {sem.Wait(0)} {sem.Release()}");
Pump pump = new();
SynchronizationContext? before = SynchronizationContext.Current;
SynchronizationContext.SetSynchronizationContext(pump);
Task work = Steps(log = []);
pump.Run(work);
SynchronizationContext.SetSynchronizationContext(before);
Console.WriteLine($"{string.Join(' ', log)} {pump.Posted} {work.Status}");
Console.WriteLine($"{await new Custom(7)} {await Pooled()} {await Cached().Task} "
    + $"{await new Lazy<Task<int>>(() => Add(2, 3)).Value} {await Recursive(50)}");
Source source = new();
ValueTask<int> manual = new(source, source.Core.Version);
source.Core.SetResult(11);
Console.WriteLine(await manual);
Task t = Add(1, 2).ContinueWith(x => Console.WriteLine($"continued {x.Result}"),
    TaskContinuationOptions.ExecuteSynchronously);
await t;
Task cold = new(() => Console.WriteLine("ran inline")); cold.RunSynchronously(); Console.WriteLine(cold.Status);
Progress<int> progress = new();
IProgress<int> direct = new Direct();
direct.Report(3);
try
{
    Add(1, 1).GetAwaiter().OnCompleted(null!);
} catch (ArgumentNullException)
{
    Console.WriteLine("null continuation");
}
try
{
    Task.WaitAll(Fails());
} catch (AggregateException e)
{
    Console.WriteLine(e.Flatten().InnerException!.Message); e.Handle(x => x is FormatException);
} Console.WriteLine($"{Task.FromException(new Exception("x")).IsFaulted}");
try
{
    await Throws();
} catch (Exception e) when (e is FormatException)
{
    await Task.CompletedTask; Console.WriteLine("caught and awaited");
} finally
{
    await Task.CompletedTask; Console.WriteLine("finally awaited");
}
Func<int, Task<int>> lambda = async x =>
{
    await Task.CompletedTask; return x * 2;
}; Console.WriteLine(await lambda(21)); Console.WriteLine(await Generic<string>("g") + await Locals());
static async Task<int> Add(int a, int b)
{
    await Task.CompletedTask; return a + b;
}
static async Task Fails()
{
    await Task.CompletedTask; throw new FormatException("failed");
}
static async Task<string> Wait(Task<int> t) => $"got {await t}";
static async Task Inner(AsyncLocal<int> l)
{
    l.Value = 2; await Task.CompletedTask; l.Value = 3;
} static async Task Throws() { try { throw new FormatException(); } finally { await Task.CompletedTask; } }
static async IAsyncEnumerable<int> Count(int n, [EnumeratorCancellation] CancellationToken c = default)
{
    try
    {
        for (int i = 0; i < n && !c.IsCancellationRequested; i++) { await Task.CompletedTask; yield return i; }
    } finally { Console.Write("."); }
}
static CancellationToken CancelAfter(int n, out Action tick)
{
    CancellationTokenSource c = new(); tick = () => { if (--n == 0) c.Cancel(); }; return c.Token;
}
static async Task Steps(List<string> log)
{
    for (int i = 0; i < 3; i++) { log.Add($"step{i}"); await Task.Yield(); } log.Add("end");
}
[AsyncMethodBuilder(typeof(PoolingAsyncValueTaskMethodBuilder<>))] static async ValueTask<int> Pooled()
{
    await Task.CompletedTask; return 8;
}
static TaskCompletionSource<int> Cached()
{
    TaskCompletionSource<int> t = new(TaskCreationOptions.RunContinuationsAsynchronously); t.SetResult(4); return t;
}
static async Task<int> Recursive(int n) => n == 0 ? 0 : 1 + await Recursive(n - 1);
static async Task<T> Generic<T>(T x)
{
    await Task.CompletedTask; return x;
}
static async Task<string> Locals()
{
    int a = 1;
    string b = "l"; await Task.CompletedTask; (int, string) c = (a, b); await Task.CompletedTask; return $"{c}";
}
internal static class Extra
{
    public static async Task<string> AsNull(this ConfiguredTaskAwaitable<int> _)
    {
        await Task.CompletedTask; return "null";
    }
    public static async Task<string> AsNull(this ConfiguredTaskAwaitable _)
    {
        await Task.CompletedTask; return "plain";
    }
}
internal sealed class Disposable : IAsyncDisposable
{
    public async ValueTask DisposeAsync() { await Task.CompletedTask; Console.WriteLine("disposed"); }
}
internal sealed class Pump : SynchronizationContext
{
    private readonly Queue<(SendOrPostCallback, object?)> _q = [];
    public int Posted;
    public override void Post(SendOrPostCallback d, object? s)
    {
        Posted++; _q.Enqueue((d, s));
    } public void Run(Task t) { while (!t.IsCompleted && _q.TryDequeue(out var x)) x.Item1(x.Item2); }
}
internal readonly struct Custom(int v)
{
    public Awaiter GetAwaiter() => new(v);
    internal readonly struct Awaiter(int v) : INotifyCompletion
    {
        public bool IsCompleted => false; public int GetResult() => v; public void OnCompleted(Action c) => c();
    }
}
internal sealed class Source : IValueTaskSource<int>
{
    public ManualResetValueTaskSourceCore<int> Core;
    public int GetResult(short t) => Core.GetResult(t);
    public ValueTaskSourceStatus GetStatus(short t) => Core.GetStatus(t);
    public void OnCompleted(Action<object?> c, object? s, short t, ValueTaskSourceOnCompletedFlags f) => Core.OnCompleted(c,
        s, t, f);
}
internal sealed class Direct : IProgress<int> { public void Report(int v) => Console.WriteLine($"progress {v}"); }
