using Theseus.Memory;

namespace Theseus.Cells.MemoryBench;

/// <summary>So many mappings of 4 KiB with guard pages, each touched; they are released together.</summary>
internal sealed class LiveMappings : IDisposable
{
    private readonly MappedPages<ReadWrite>[] _held;

    /// <exception cref="OutOfMemoryException">The machine has not so much.</exception>
    public LiveMappings(int count)
    {
        _held = new MappedPages<ReadWrite>[count];
        for (int i = 0; i < count; i++)
        {
            Fill(i);
        }
    }

    /// <summary>How many there are.</summary>
    public int Count => _held.Length;

    /// <summary>Releases one of them and makes another in its stead.</summary>
    public void Exchange(int index)
    {
        _held[index].Dispose();
        Fill(index);
    }

    public void Dispose()
    {
        foreach (MappedPages<ReadWrite> mapping in _held)
        {
            mapping.Dispose();
        }
    }

    private void Fill(int index)
    {
        _held[index] = MappedPages.Allocate(Frame.Bytes);
        _held[index].AsSpan()[0] = 1;
    }
}
