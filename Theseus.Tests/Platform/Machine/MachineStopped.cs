namespace Theseus.Platform;

/// <summary>Thrown in tests where the machine would power off or panic.</summary>
internal sealed class MachineStopped(string message) : Exception(message);
