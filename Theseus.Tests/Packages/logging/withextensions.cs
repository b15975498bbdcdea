#:package Microsoft.Extensions.Logging@10.0.12
// A provider of the program's own, scopes, filters, categories, log messages by template.
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

using var services = new ServiceCollection()
    .AddLogging(b => b.AddProvider(new Lines()).SetMinimumLevel(LogLevel.Debug).AddFilter("Quiet", LogLevel.Error)).BuildServiceProvider();
var log = services.GetRequiredService<ILogger<Program>>();
using (log.BeginScope("request {Id}", 5))
    log.LogInformation("hello {Name}", "Ada");
log.LogError(new InvalidOperationException("broken"), "failed {Code}", 3);
log.LogTrace("not shown");
services.GetRequiredService<ILoggerFactory>().CreateLogger("Quiet").LogWarning("not shown");

internal sealed class Lines : ILoggerProvider, ISupportExternalScope
{
    private IExternalScopeProvider? _scopes;
    public ILogger CreateLogger(string category) => new Line(this, category);
    public void SetScopeProvider(IExternalScopeProvider scopes) => _scopes = scopes;
    public void Dispose() => Console.WriteLine("closed");

    private sealed class Line(Lines owner, string category) : ILogger
    {
        public IDisposable? BeginScope<TState>(TState state) where TState : notnull => owner._scopes?.Push(state);
        public bool IsEnabled(LogLevel level) => true;
        public void Log<TState>(LogLevel level, EventId id, TState state, Exception? e, Func<TState, Exception?, string> format)
        {
            var scopes = new List<object?>();
            owner._scopes?.ForEachScope((s, list) => list.Add(s), scopes);
            Console.WriteLine($"{level} {category} [{string.Join(' ', scopes)}] {format(state, e)} {e?.Message}");
        }
    }
}
