namespace Theseus.Build;

/// <summary>Where things are: the source tree and the folder <c>out</c> that everything built goes to.</summary>
public sealed record Workspace(string Root)
{
    public string Out => Path.Combine(Root, "out");

    /// <summary>Intermediate files and logs.</summary>
    public string Intermediate => Path.Combine(Out, "obj");

    public string Iso => Path.Combine(Out, "theseus.iso");
    public string Elf => Path.Combine(Out, "theseus.elf");
    public string Map => Path.Combine(Out, "theseus.map");

    /// <summary>The nano-core as the boot loader takes it, without symbols.</summary>
    public string BareElf => Temporary("iso/boot/theseus");

    /// <summary>Every cell of the world, NAME.cell.</summary>
    public string Cells => Temporary("iso/boot/cells");

    /// <summary>The names of the image's functions, a module that the boot loader loads beside it.</summary>
    public string Names => Temporary("iso/boot/theseus.names");

    /// <summary>The names of the functions of all cells, another such module.</summary>
    public string CellNames => Temporary("iso/boot/cells.names");

    /// <summary>All names and hashes of each cell, NAME.names; on the host only.</summary>
    public string NamesOfCells => Temporary("names");

    public string In(params ReadOnlySpan<string> parts) => Path.Combine([Root, .. parts]);

    public string Temporary(string name) => Path.Combine(Intermediate, name);

    /// <summary>The tree that this program was built from.</summary>
    public static Workspace Find()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "Theseus.sln")))
            {
                return new Workspace(folder.FullName);
            }
        }

        throw new BuildException("NoWorkspace", $"no Theseus.sln above {AppContext.BaseDirectory}");
    }
}
