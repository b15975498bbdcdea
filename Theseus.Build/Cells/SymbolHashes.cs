using System.Text;
using Theseus.Build.Linking;
using Theseus.Format;

namespace Theseus.Build.Cells;

/// <summary>Hashes of names, each computed once, no two names with one hash.</summary>
public sealed class SymbolHashes
{
    private readonly Dictionary<string, ulong> _known = [];
    private readonly Dictionary<ulong, string> _names = [];

    /// <exception cref="LinkException"><see cref="LinkError.NameCollision"/></exception>
    public ulong Of(string name)
    {
        if (_known.TryGetValue(name, out ulong hash))
        {
            return hash;
        }

        hash = HashOf(name);
        if (!_names.TryAdd(hash, name))
        {
            throw new LinkException(LinkError.NameCollision, $"{name} and {_names[hash]}");
        }

        _known.Add(name, hash);
        return hash;
    }

    /// <summary>That of one name, whatever others there are.</summary>
    public static ulong HashOf(string name) => NameHash.Of(Encoding.UTF8.GetBytes(name));
}
