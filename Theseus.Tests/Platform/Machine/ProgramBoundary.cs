using System.Diagnostics.CodeAnalysis;
using Theseus.Platform;

namespace Theseus.Tasks.Programs;

/// <summary>The end of a program on the host.</summary>
internal static class ProgramBoundary
{
    [DoesNotReturn]
    public static void Leave(ProgramEnd end, int status = 0) =>
        throw new MachineStopped($"the program has {end} {status}");

    public static void HasLeft(ProgramEnd end)
    {
    }
}
