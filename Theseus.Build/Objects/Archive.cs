using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace Theseus.Build.Objects;

/// <summary>
/// A library of objects in the System V <c>ar</c> format with its symbol index: which member defines a symbol,
/// and a member's bytes.
/// </summary>
public sealed class Archive
{
    private const int HeaderBytes = 60, MagicBytes = 8;

    private readonly byte[] _bytes;
    private readonly string _file;
    private readonly Dictionary<string, int> _definedAt = [];
    private int _longNames;

    public Archive(string file)
    {
        (_file, _bytes) = (file, File.ReadAllBytes(file));
        if (_bytes.Length < MagicBytes || !_bytes.AsSpan(0, MagicBytes).SequenceEqual("!<arch>\n"u8))
        {
            throw new BuildException("BadArchive", $"{file} is no archive");
        }

        for (int at = MagicBytes; at + HeaderBytes <= _bytes.Length;)
        {
            int size = SizeAt(at);
            string name = Text(at, 16).Trim();
            if (name == "/")
            {
                ReadIndex(at + HeaderBytes);
            }
            else if (name == "//")
            {
                _longNames = at + HeaderBytes;
            }
            else
            {
                break;
            }

            at += HeaderBytes + size + (size & 1);
        }
    }

    /// <summary>What the members define.</summary>
    public IEnumerable<string> Symbols => _definedAt.Keys;

    /// <summary>Offset that identifies the member which defines <paramref name="symbol"/>, or null.</summary>
    public int? MemberDefining(string symbol) => _definedAt.TryGetValue(symbol, out int at) ? at : null;

    /// <exception cref="ObjectException">The member is no sound object.</exception>
    public ElfObject Read(int member)
    {
        (int start, int size) = (member + HeaderBytes, SizeAt(member));
        if (size > _bytes.Length - start)
        {
            throw new BuildException("BadArchive", $"{_file}: the member at {member} runs past the end");
        }

        return ElfObject.Read($"{Path.GetFileName(_file)}({NameAt(member)})", _bytes[start..(start + size)]);
    }

    private string NameAt(int member)
    {
        string name = Text(member, 16).Trim();
        if (!name.StartsWith('/') || _longNames == 0)
        {
            return name.TrimEnd('/');
        }

        int start = _longNames + int.Parse(name.AsSpan(1), CultureInfo.InvariantCulture);
        return Text(start, _bytes.AsSpan(start).IndexOf((byte)'/'));
    }

    private void ReadIndex(int at)
    {
        int count = BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at));
        int name = at + 4 + count * 4;
        for (int i = 0; i < count; i++)
        {
            int length = _bytes.AsSpan(name).IndexOf((byte)0);
            _definedAt.TryAdd(Text(name, length), BinaryPrimitives.ReadInt32BigEndian(_bytes.AsSpan(at + 4 + i * 4)));
            name += length + 1;
        }
    }

    private int SizeAt(int member) => int.Parse(Text(member + 48, 10).Trim(), CultureInfo.InvariantCulture);

    private string Text(int at, int length) => Encoding.ASCII.GetString(_bytes, at, length);
}
