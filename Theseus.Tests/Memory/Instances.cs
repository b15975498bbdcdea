using System.Runtime.InteropServices;

namespace Theseus.Memory;

/// <summary>On the host there is one instance of everything, and nothing is inherited.</summary>
internal static class Instances
{
    public static nuint Current => 0;

    public static ulong FramesAside => 0;

    public static bool AnyHasWritten(Page first, ulong count) => false;

    public static bool AnyHolds(ulong start, ulong bytes) => false;

    public static bool TryReserveWritten() => true;

    public static bool IsCommon(nuint address) => true;

    public static void Activate(nuint instance) => throw new InvalidOperationException();
}

/// <summary>What the layers above the memory do, on the host.</summary>
internal static class Upcalls
{
    /// <summary>The interrupt lines that were released, in order.</summary>
    public static List<int> ReleasedLines { get; } = [];

    /// <summary>What a search sees of the statics of cells.</summary>
    public static ulong[] WrittenWords { get; set; } = [];

    public static void SeeWrittenPagesOfCells() => Heap.Handles.See(MemoryMarshal.Cast<ulong, nuint>(WrittenWords));

    public static void ReleaseInterruptLine(int line) => ReleasedLines.Add(line);
}

/// <summary>As <see cref="Instances"/>.</summary>
internal static class SharedPages
{
    public static bool Holds(nuint start, MemoryOwner own) => false;

    public static bool Keep(nuint start, nuint pages, MemoryOwner own) => false;
}

/// <summary>What a test says that a program has inherited: the words of a page as they were.</summary>
// SAFETY: Page is a copy of a page that the test keeps pinned, or null; it is handed on as a number.
internal static unsafe class InheritedWords
{
    public static byte* Page { get; set; }

    public static nuint Of { get; set; }

    public static bool TryFind(nuint address, out nuint inherited)
    {
        inherited = (nuint)Page + (address - Of);
        return Page != null && address - Of < RawPages.PageSize;
    }
}
