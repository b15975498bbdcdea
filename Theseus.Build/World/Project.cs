using System.Xml.Linq;

namespace Theseus.Build.World;

/// <summary>A C# project of the tree that the world is made of: the kernel, a layer below it, or a cell.</summary>
public sealed class Project
{
    private readonly XDocument _xml;

    public Project(string file)
    {
        File = Path.GetFullPath(file);
        try
        {
            _xml = XDocument.Load(File);
        }
        catch (System.Xml.XmlException e)
        {
            throw new BuildException("BadProject", $"{File}: {e.Message}", e);
        }
    }

    public string File { get; }
    public string Folder => Path.GetDirectoryName(File)!;
    public string Name => Path.GetFileNameWithoutExtension(File);
    public string AssemblyName => Property("AssemblyName") ?? Name;
    public string OutputFolder => Path.Combine(Folder, "bin", "Release", "net10.0");
    public string Assembly => Path.Combine(OutputFolder, AssemblyName + ".dll");

    /// <summary>What the C# compiler writes; the assembly is a copy of it.</summary>
    public string Compiled => Path.Combine(Folder, "obj", "Release", "net10.0", AssemblyName + ".dll");

    public string RestoredAssets => Path.Combine(Folder, "obj", "project.assets.json");

    /// <summary>Full paths of the projects that this one names as references.</summary>
    public IEnumerable<string> References => _xml.Descendants("ProjectReference")
        .Select(r => r.Attribute("Include")?.Value).OfType<string>()
        .Select(r => Path.GetFullPath(Path.Combine(Folder, r.Replace('\\', '/'))));

    private string? Property(string name) => _xml.Descendants(name).LastOrDefault()?.Value.Trim();
}
