using System.Security.Cryptography;
using System.Text;

namespace Theseus.Build.World;

/// <summary>
/// A hash over all that a step depends on, kept beside what the step made: while it is the same, and the
/// product is there, the step has nothing to do. Content, never time.
/// </summary>
public sealed class Stamp
{
    private readonly IncrementalHash _hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);

    public Stamp Add(string text)
    {
        _hash.AppendData(Encoding.UTF8.GetBytes(text));
        _hash.AppendData([0]);
        return this;
    }

    public Stamp AddFile(string path, string name)
    {
        Add(name);
        if (File.Exists(path))
        {
            _hash.AppendData(SHA256.HashData(File.ReadAllBytes(path)));
        }

        return this;
    }

    /// <summary>Every source file under <paramref name="folder"/>, by path and content.</summary>
    public Stamp AddFolder(string folder)
    {
        foreach (string file in Files(folder).Order(StringComparer.Ordinal))
        {
            AddFile(file, Path.GetRelativePath(folder, file));
        }

        return this;
    }

    /// <summary>The stamp so far, as text; the object can be added to no longer.</summary>
    public string Value() => Convert.ToHexString(_hash.GetHashAndReset());

    private static IEnumerable<string> Files(string folder)
    {
        foreach (string file in Directory.EnumerateFiles(folder))
        {
            yield return file;
        }

        foreach (string child in Directory.EnumerateDirectories(folder))
        {
            if (Path.GetFileName(child) is "bin" or "obj" or "out" or "TestResults"
                || Path.GetFileName(child).StartsWith('.'))
            {
                continue;
            }

            foreach (string file in Files(child))
            {
                yield return file;
            }
        }
    }

    /// <summary>
    /// The stamp at <paramref name="path"/> equals <paramref name="value"/>, and every product exists.
    /// </summary>
    public static bool Holds(string path, string value, params ReadOnlySpan<string> products)
    {
        foreach (string product in products)
        {
            if (!File.Exists(product))
            {
                return false;
            }
        }

        return File.Exists(path) && File.ReadAllText(path) == value;
    }

    public static void Keep(string path, string value)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllText(path, value);
    }
}
