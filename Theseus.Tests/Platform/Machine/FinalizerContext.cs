using Machine = Theseus.Tests.Platform.Machine;

namespace Theseus.Memory;

/// <summary>Who can end a wait, on the host: a test says so.</summary>
internal static class FinalizerContext
{
    public static bool Yield(bool isTimed) => Machine.Wait();
}
