using Theseus.Format;

namespace Theseus.CellLinker;

/// <summary>Goes through the homes that hold something else by one table than by another, in their order.</summary>
[NoAllocation]
internal ref struct RedirectionDifference(ReadOnlySpan<Redirection> from, ReadOnlySpan<Redirection> to)
{
    private readonly ReadOnlySpan<Redirection> _from = from;
    private readonly ReadOnlySpan<Redirection> _to = to;
    private int _atFrom;
    private int _atTo;

    /// <summary>The home that was come to.</summary>
    public ulong Home { get; private set; }

    /// <summary>Comes to the next; false behind the last.</summary>
    public bool MoveNext()
    {
        while (_atFrom < _from.Length || _atTo < _to.Length)
        {
            ulong inFrom = _atFrom < _from.Length ? _from[_atFrom].Home : ulong.MaxValue;
            ulong inTo = _atTo < _to.Length ? _to[_atTo].Home : ulong.MaxValue;
            Home = Math.Min(inFrom, inTo);
            bool isSame = inFrom == inTo && _from[_atFrom].Body == _to[_atTo].Body;
            _atFrom += inFrom == Home ? 1 : 0;
            _atTo += inTo == Home ? 1 : 0;
            if (!isSame)
            {
                return true;
            }
        }

        return false;
    }
}
