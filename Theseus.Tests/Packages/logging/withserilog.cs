#:package Serilog@4.4.0
// Levels, structured properties, enrichment, an exception, a sink of the program's own.
using Serilog;
using Serilog.Core;
using Serilog.Events;

using (var log = new LoggerConfiguration().MinimumLevel.Debug().Enrich.WithProperty("Host", "h").WriteTo.Sink(new Lines()).CreateLogger())
{
    log.Information("order {Id} of {@Customer} took {Elapsed:0.00} ms", 7, new Customer("Ada", 36), 1.5);
    log.ForContext<Customer>().Warning("list {List}", new[] { 1, 2 });
    log.Error(new InvalidOperationException("broken"), "failed {A} {B}", "a", 2);
    log.Verbose("not shown");
    Log.Logger = log;
    Log.Error<int, string>("static {N} {S}", 3, "x");
}

internal sealed record Customer(string Name, int Age);

internal sealed class Lines : ILogEventSink
{
    public void Emit(LogEvent e) => Console.WriteLine($"{e.Level} {e.RenderMessage()} [{string.Join(' ', e.Properties.Keys.Order())}] {e.Exception?.Message}");
}
