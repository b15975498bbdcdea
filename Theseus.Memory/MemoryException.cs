using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;

namespace Theseus.Memory;

/// <summary>
/// A use of frames, pages or a mapping that they do not allow: the caller's mistake, by name and with the facts.
/// </summary>
public sealed class MemoryException(MemoryError error, string message) : Exception($"{error}: {message}")
{
    /// <summary>What was wrong.</summary>
    public MemoryError Error { get; } = error;

    /// <summary>Throws for any error but none. The text is only made for one.</summary>
    internal static void ThrowIf(MemoryError error,
        [InterpolatedStringHandlerArgument(nameof(error))] ref RefusalText what)
    {
        if (error != MemoryError.None)
        {
            Throw(error, what.ToString());
        }
    }

    /// <summary>What only lack of memory prevents is an <see cref="OutOfMemoryException"/>.</summary>
    [DoesNotReturn]
    internal static void Throw(MemoryError error, string what) =>
        throw (error is MemoryError.OutOfMemory or MemoryError.OutOfAddresses
            ? new OutOfMemoryException($"{error}: {what}")
            : new MemoryException(error, what));
}
