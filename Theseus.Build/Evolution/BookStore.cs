using System.Globalization;
using System.Security.Cryptography;
using Theseus.Build.Cells;
using Theseus.Build.Evolution.Methods;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>
/// The books of a tree: of the images that it has made and of the states that evolutions of them lead to, the newest
/// few and that of the last image. The last one is what a machine that was started or evolved last runs.
/// </summary>
public sealed class BookStore(Workspace workspace)
{
    private const int Kept = 8;
    private const string Extension = ".book";

    private readonly string _folder = workspace.Temporary("books");

    private string Assemblies => Path.Combine(_folder, "assemblies");

    private string LastFile => Path.Combine(_folder, "last");

    /// <summary>Says which book is that of the image that was built last.</summary>
    public string ImageFile => Path.Combine(_folder, "image");

    /// <summary>
    /// Reads what <see cref="Hash128.ToString"/> writes, as a book's file is named and people give it. False, and
    /// nothing, for text that is no identity.
    /// </summary>
    public static bool TryParse(string text, out Hash128 identity)
    {
        bool isOne = UInt128.TryParse(text, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
            out UInt128 value) && text.Length == 32;
        identity = isOne ? new Hash128((ulong)(value >> 64), (ulong)value) : default;
        return isOne;
    }

    /// <summary>Keeps a book as the last one, that of the image, and of the others the newest.</summary>
    public void Keep(WorldBook book)
    {
        Directory.CreateDirectory(_folder);
        Renew(book);
        string file = FileOf(book.State);
        File.WriteAllText(LastFile, book.State.ToString());
        if (book.Generation == 0)
        {
            File.WriteAllText(ImageFile, book.State.ToString());
        }

        string? image = File.Exists(ImageFile) && TryParse(File.ReadAllText(ImageFile), out Hash128 identity)
            ? FileOf(identity) : null;
        foreach (string old in Directory.GetFiles(_folder, "*" + Extension).Where(f => f != file && f != image)
            .OrderByDescending(File.GetLastWriteTimeUtc).ThenBy(f => f, StringComparer.Ordinal).Skip(Kept - 1))
        {
            File.Delete(old);
        }

        if (book.Generation == 0)
        {
            ForgetAssemblies();
        }
    }

    /// <summary>Writes the book of a state that is kept once more; which is the last and the image's stays.</summary>
    public void Renew(WorldBook book)
    {
        string file = FileOf(book.State);
        File.WriteAllBytes(file + ".new", BookFile.Write(book));
        File.Move(file + ".new", file, overwrite: true);
    }

    /// <summary>Deletes the assemblies that no book names any more, and books that say nothing.</summary>
    private void ForgetAssemblies()
    {
        HashSet<string> named = new();
        foreach (string file in Directory.GetFiles(_folder, "*" + Extension))
        {
            try
            {
                named.UnionWith(BookFile.ReadAssemblies(File.ReadAllBytes(file), file)
                    .Select(a => Path.GetDirectoryName(FileOf(a))!));
            }
            catch (BuildException)
            {
                File.Delete(file); // of a former version of this program, or damaged: it leads nowhere
            }
        }

        foreach (string folder in Directory.CreateDirectory(Assemblies).GetDirectories().Select(d => d.FullName)
            .Where(f => !named.Contains(f)))
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    /// <summary>Keeps assemblies that a state is compiled of, each content once, until no book names it.</summary>
    /// <param name="own">Files, by name.</param>
    public IReadOnlyList<AssemblyIdentity> KeepAssemblies(IReadOnlyDictionary<string, string> own)
    {
        List<AssemblyIdentity> kept = new(own.Count);
        foreach ((string name, string file) in own.OrderBy(o => o.Key, StringComparer.Ordinal))
        {
            byte[] bytes = File.ReadAllBytes(file);
            AssemblyIdentity assembly = IdentityOf(name, bytes);
            string copy = FileOf(assembly);
            if (!File.Exists(copy))
            {
                Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
                File.WriteAllBytes(copy + ".new", bytes);
                File.Move(copy + ".new", copy, overwrite: true);
            }

            kept.Add(assembly);
        }

        return kept;
    }

    /// <summary>
    /// True where a project's assembly, as it lies in the tree, says what the one does that a state was compiled of.
    /// </summary>
    public bool IsOf(WorldBook book, Project project)
    {
        string copy = WorldInputs.CopyOf(workspace, project);
        string file = File.Exists(copy) ? copy : project.Assembly;
        AssemblyIdentity known = book.Assemblies.FirstOrDefault(a => a.Name == project.AssemblyName);
        return known.Name is not null && File.Exists(file) && File.Exists(FileOf(known))
            && (known == IdentityOf(project.AssemblyName, File.ReadAllBytes(file))
                || AssemblyForm.Read(file).IsLike(AssemblyForm.Read(FileOf(known))));
    }

    private static AssemblyIdentity IdentityOf(string name, byte[] bytes) =>
        new(name, ContentHashes.Shortened(SHA256.HashData(bytes)));

    /// <summary>Where an assembly is kept: under its own name, in a folder of its content.</summary>
    public string FileOf(AssemblyIdentity assembly) =>
        Path.Combine(Assemblies, assembly.Content.ToString(), assembly.Name + ".dll");

    /// <summary>The last book is that of the image again: it is what a machine is started with.</summary>
    public void ReturnToImage() => File.Copy(ImageFile, LastFile, overwrite: true);

    /// <summary>The book of a state.</summary>
    /// <exception cref="BuildException"><c>WrongBaseline</c>, <c>BadBook</c></exception>
    public WorldBook Read(Hash128 state)
    {
        string file = FileOf(state);
        if (File.Exists(file))
        {
            File.SetLastWriteTimeUtc(file, DateTime.UtcNow); // what is used is kept longest
        }

        return File.Exists(file) ? BookFile.Read(File.ReadAllBytes(file), file)
            : throw new BuildException("WrongBaseline",
                $"no book of {state} is among the last {Kept} in {_folder}: this tree did not build what the "
                + "machine runs, or has forgotten it; restart the machine with ./theseus run");
    }

    /// <summary>The state of the last book that was kept.</summary>
    /// <exception cref="BuildException"><c>WrongBaseline</c></exception>
    public Hash128 Last => StateIn(LastFile);

    /// <summary>The state of the image that was built last, as it boots.</summary>
    /// <exception cref="BuildException"><c>WrongBaseline</c></exception>
    public Hash128 Image => StateIn(ImageFile);

    private static Hash128 StateIn(string file) =>
        File.Exists(file) && TryParse(File.ReadAllText(file), out Hash128 identity) ? identity
            : throw new BuildException("WrongBaseline",
                "no image was built in this tree yet: ./theseus run builds one");

    private string FileOf(Hash128 state) => Path.Combine(_folder, state + Extension);
}
