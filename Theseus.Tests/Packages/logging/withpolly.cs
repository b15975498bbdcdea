#:package Polly.Core@8.6.5
// A retry, a fallback and a circuit breaker, run without waiting.
using Polly;
using Polly.CircuitBreaker;
using Polly.Fallback;
using Polly.Retry;

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
var breaker = new ResiliencePipelineBuilder().AddCircuitBreaker(new CircuitBreakerStrategyOptions { MinimumThroughput = 2, FailureRatio = 0.5 }).Build();
for (int i = 0; i < 4; i++)
{
    try { breaker.Execute(() => throw new FormatException("bad")); }
    catch (Exception e) { Console.WriteLine(e.GetType().Name); }
}
