// What a system of one process without a network cannot do ends in the exceptions that .NET documents: here, and not on Linux.
using System.Diagnostics;
using System.IO.Pipes;
using System.Net.NetworkInformation;
using System.Net.Security;

Try("process", () => Process.Start("/bin/true"));
Try("pipe", () => new AnonymousPipeServerStream());
Try("watcher", () => new FileSystemWatcher("/") { EnableRaisingEvents = true });
Try("ping", () => new Ping().Send("127.0.0.1").Status);
Try("interfaces", () => NetworkInterface.GetAllNetworkInterfaces().Length);
Try("domain", () => IPGlobalProperties.GetIPGlobalProperties().DomainName);
Try("addresses", () => IPGlobalProperties.GetIPGlobalProperties().GetUnicastAddresses().Count);
Try("connections", () => IPGlobalProperties.GetIPGlobalProperties().GetActiveTcpConnections().Length);
Try("kerberos", () =>
{
    using NegotiateAuthentication negotiation = new(new NegotiateAuthenticationClientOptions());
    _ = negotiation.GetOutgoingBlob([], out NegotiateAuthenticationStatusCode status);
    return status;
});

static void Try(string name, Func<object?> action)
{
    try { Console.WriteLine($"{name}: {action()}"); }
    catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
}
