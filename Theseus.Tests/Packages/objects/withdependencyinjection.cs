#:package Microsoft.Extensions.DependencyInjection@10.0.12
// Lifetimes, open generics, keys, collections, factories, objects made beside the container, its errors.
using Microsoft.Extensions.DependencyInjection;

var services = new ServiceCollection();
services.AddSingleton<IClock, Clock>().AddScoped<Session>().AddTransient(typeof(IStore<>), typeof(Store<>))
    .AddKeyedSingleton<IClock>("late", (_, key) => new Clock { Hour = 23 }).AddSingleton<IClock>(s => new Clock { Hour = 7 }).AddTransient<Report>();
using (var provider = services.BuildServiceProvider(new ServiceProviderOptions { ValidateScopes = true }))
{
    Console.WriteLine(string.Join(' ', provider.GetServices<IClock>().Select(c => c.Hour)));
    Console.WriteLine(provider.GetRequiredKeyedService<IClock>("late").Hour);
    Console.WriteLine(provider.GetRequiredService<IStore<string>>().Describe() + " " + provider.GetRequiredService<IStore<Session>>().Describe());
    using (var scope = provider.CreateScope())
        Console.WriteLine(ReferenceEquals(scope.ServiceProvider.GetRequiredService<Session>(), scope.ServiceProvider.GetRequiredService<Session>()));
    Console.WriteLine(ActivatorUtilities.CreateInstance<Report>(provider, "given").Text);
    foreach (var type in new[] { typeof(Session), typeof(Uri), typeof(Report) })
    {
        try { provider.GetRequiredService(type); }
        catch (InvalidOperationException e) { Console.WriteLine(e.Message); }
    }
}

public interface IClock { int Hour { get; } }
public sealed class Clock : IClock, IDisposable { public int Hour { get; set; } = 12; public void Dispose() => Console.WriteLine($"clock of {Hour} ends"); }
public sealed class Session(IClock clock) : IDisposable { public void Dispose() => Console.WriteLine($"session of {clock.Hour} ends"); }
public interface IStore<T> { string Describe(); }
public sealed class Store<T>(IClock clock) : IStore<T> { public string Describe() => $"{typeof(T).Name} at {clock.Hour}"; }
public sealed class Report(string text, IClock clock) { public string Text => $"{text} {clock.Hour}"; }
