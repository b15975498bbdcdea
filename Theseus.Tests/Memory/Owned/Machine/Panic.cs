using System.Diagnostics.CodeAnalysis;
using System.Text;

namespace Theseus.Runtime;

/// <summary>The kernel's Panic on the host: an exception that a test can expect.</summary>
public static class Panic
{
    [DoesNotReturn]
    public static void Stop(ReadOnlySpan<byte> what) => throw new PanicException(Encoding.UTF8.GetString(what));
}

/// <summary>What would have stopped the machine.</summary>
public sealed class PanicException(string what) : Exception(what);
