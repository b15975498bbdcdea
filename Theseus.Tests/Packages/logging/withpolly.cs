#:package Polly.Core@8.6.5
// A retry and a fallback, run without waiting; a circuit breaker and a timeout, which start tasks.
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;
using Polly.Timeout;

int calls = 0;
var retry = new ResiliencePipelineBuilder().AddRetry(new RetryStrategyOptions
{
    MaxRetryAttempts = 3, Delay = TimeSpan.Zero, ShouldHandle = new PredicateBuilder().Handle<InvalidOperationException>(),
    OnRetry = a => { Console.WriteLine($"again {a.AttemptNumber}: {a.Outcome.Exception!.Message}"); return default; },
}).Build();
Console.WriteLine(retry.Execute(() => ++calls < 3 ? throw new InvalidOperationException($"no {calls}") : calls));
var fallback = new ResiliencePipelineBuilder<string>().AddFallback(new FallbackStrategyOptions<string>
{
    FallbackAction = _ => Outcome.FromResultAsValueTask("instead"),
}).Build();
Console.WriteLine(fallback.Execute<string>(() => throw new TimeoutException()));
var breaker = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions
{
    FailureRatio = 0.5, MinimumThroughput = 2, SamplingDuration = TimeSpan.FromSeconds(100), BreakDuration = TimeSpan.FromSeconds(100),
    OnOpened = a => { Console.WriteLine($"opened for {a.BreakDuration.TotalSeconds} s by {a.Outcome.Exception!.Message}"); return default; },
}).Build();
for (int i = 0; i < 4; i++)
{
    try { await breaker.ExecuteAsync(_ => throw new InvalidOperationException($"call {i}")); }
    catch (Exception e) { Console.WriteLine(e.GetType().Name); }
}
var timeout = new ResiliencePipelineBuilder().AddTimeout(TimeSpan.FromMilliseconds(50)).Build();
try { await timeout.ExecuteAsync(async token => await Task.Delay(Timeout.Infinite, token)); }
catch (TimeoutRejectedException e) { Console.WriteLine($"{e.GetType().Name} {e.Timeout.TotalMilliseconds}"); }
