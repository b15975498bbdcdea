using System.Runtime.InteropServices;

namespace Theseus.Build;

/// <summary>Does something before this process ends by a signal: Ctrl-C, the end of its terminal, kill.</summary>
public sealed class EndingSignals : IDisposable
{
    private readonly PosixSignalRegistration[] _signals;

    /// <param name="before">What is done; the process ends right after it.</param>
    public EndingSignals(Action before)
    {
        PosixSignal[] ending = [PosixSignal.SIGINT, PosixSignal.SIGTERM, PosixSignal.SIGHUP];
        _signals = [.. ending.Select(signal => PosixSignalRegistration.Create(signal, _ => before()))];
    }

    public void Dispose()
    {
        foreach (PosixSignalRegistration signal in _signals)
        {
            signal.Dispose();
        }
    }
}
