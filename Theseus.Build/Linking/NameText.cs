using System.Text;

namespace Theseus.Build.Linking;

/// <summary>Names one after the other in UTF-8, each with a zero behind it and none twice.</summary>
public sealed class NameText
{
    private readonly MemoryStream _text = new();
    private readonly Dictionary<string, uint> _known = [];

    /// <summary>Where the name is, bytes from the start.</summary>
    public uint Add(string name)
    {
        if (_known.TryGetValue(name, out uint at))
        {
            return at;
        }

        _known.Add(name, at = (uint)_text.Length);
        _text.Write(Encoding.UTF8.GetBytes(name));
        _text.WriteByte(0);
        return at;
    }

    public byte[] Bytes() => _text.ToArray();
}
