#:package Polly.Core@8.6.5
// A retry and a fallback, run without waiting. (A circuit breaker starts a task, which needs a second thread.)
using Polly;
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
