using Theseus.Build;
using Theseus.Build.Objects;
using Theseus.Build.Reflection;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.CellFiles;

/// <summary>What reflection can reach in the world of the last build, and in one that is damaged.</summary>
[Collection(nameof(CutWorldCollection))]
public sealed class ReflectionMapTests(CutWorld world)
{
    private ElfObject Object => world.Graph.Inputs[0].Object;

    /// <summary>
    /// Members of types that the compiler has short names for; others that are hidden have the same names and
    /// signatures.
    /// </summary>
    private static readonly (string, string)[] s_wellKnown =
    [
        ("System.String", "get_Length"), ("System.String", "ToString"), ("System.Object", "ToString"),
            ("System.Boolean", "GetHashCode"),
        ("System.Char", "ToString"), ("System.SByte", "ToString"), ("System.Byte", "ToString"),
            ("System.Int16", "ToString"),
        ("System.UInt16", "ToString"), ("System.Int32", "ToString"), ("System.UInt32", "ToString"),
            ("System.Int64", "ToString"),
        ("System.UInt64", "ToString"), ("System.Single", "ToString"), ("System.Double", "ToString"),
    ];

    [Fact]
    public void Of_the_system_only_what_is_admitted_is_left_and_of_a_cell_everything()
    {
        Workspace workspace = Workspace.Find();
        ProjectSet projects = new(workspace);
        WorldInputs inputs = new(workspace, projects, new Packages());
        string[] layers = [.. projects.Layers.Select(p => p.AssemblyName)];
        ReflectionPolicy policy = new(layers, inputs.Library, File.ReadLines(workspace.In(ReflectionPolicy.File)));
        ReflectedMember[] left = [.. ReflectionMaps.Reachable(Object)];

        Assert.Equal([], left.Where(m => !policy.Admits(m)).Take(10));
        Assert.Contains(left,
            m => m is { Assembly: "System.Private.CoreLib", Type: "System.Collections.Generic.List`1", Name: "Add" });
        Assert.DoesNotContain(left, m => m is { Type: "System.Collections.Generic.List`1", Name: "_items" or "Grow" });
        Assert.DoesNotContain(left, m => layers.Contains(m.Assembly) && (!m.IsTypePublic || !m.IsPublic)
            && !m.Type.EndsWith("Attribute"));
        Assert.Equal(s_wellKnown, s_wellKnown.Where(known => left.Any(m => (m.Type, m.Name) == known)));
        Assert.Contains(left, m => m is { Assembly: "ReflectionCheck", Name: "_hidden", IsField: true });
        Assert.Contains(left, m => m is { Assembly: "ReflectionCheck", Name: "Hidden", IsPublic: false });
    }

    [Theory]
    [InlineData("world__embedded_metadata", 0)]
    [InlineData("world__method_to_entrypoint_map", 0)]
    public void Tables_of_another_form_are_refused(string symbol, int at)
    {
        byte[] bytes = Object.Bytes.ToArray();
        int section = Object.SymbolSection[Array.IndexOf(Object.SymbolName, symbol)];
        bytes[Object.SectionOffset[section] + at] = 0xFF;
        string file = Path.GetTempFileName();
        try
        {
            File.WriteAllBytes(file, bytes);
            BuildException error = Assert.Throws<BuildException>(
                () => ReflectionMaps.Cut(ElfObject.Read(file), new ReflectionPolicy([], [], [])));
            Assert.Equal("BadReflectionMap", error.Id);
        }
        finally
        {
            File.Delete(file);
        }
    }
}
