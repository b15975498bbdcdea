using Theseus.Analyzers.Structure;
using Theseus.Build;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

/// <summary>A native part is in a world when something wants it, and only then.</summary>
public sealed class NativePartTests : IDisposable
{
    private readonly Assembler _assembler = new();
    private readonly Workspace _scratch = new(Directory.CreateTempSubdirectory("theseus-test-").FullName);
    private readonly NativePart _cryptography = NativePart.All.Single(p => p.Prefix == "CryptoNative_");

    public void Dispose()
    {
        _assembler.Dispose();
        Directory.Delete(_scratch.Root, recursive: true);
    }

    [Fact]
    public void Who_refers_to_its_namespaces_wants_it()
    {
        Assert.True(_cryptography.IsReferredTo([typeof(Stamp).Assembly.Location]));
        Assert.False(_cryptography.IsReferredTo([typeof(LayerAnalyzer).Assembly.Location]));
    }

    [Fact]
    public void The_projects_that_every_world_has_do_not_want_it() =>
        Assert.False(_cryptography.IsReferredTo(new ProjectSet(Workspace.Find()).Layers.Select(p => p.Assembly)));

    [Fact]
    public void What_only_the_class_library_wants_is_found_in_the_object_and_remembered()
    {
        WorldObject plain = World("plain", "ret");
        WorldObject wanting = World("wanting", "call CryptoNative_EvpSha1");
        (ProjectSet projects, WorldInputs inputs) = Inputs();
        Assert.False(NativeParts.AddMissing(_scratch, projects, inputs, plain));
        Assert.Empty(projects.Parts);
        Assert.True(NativeParts.AddMissing(_scratch, projects, inputs, wanting));
        Assert.Equal([_cryptography], projects.Parts);
        Assert.Contains(projects.Layers, p => p.AssemblyName == "Theseus.Cryptography");

        (projects, inputs) = Inputs();
        Assert.True(NativeParts.AddReferred(_scratch, projects, inputs));
        Assert.Equal([_cryptography], projects.Parts);
        Assert.False(NativeParts.AddMissing(_scratch, projects, inputs, wanting));
    }

    private static (ProjectSet Projects, WorldInputs Inputs) Inputs()
    {
        ProjectSet projects = new(Workspace.Find());
        return (projects, new WorldInputs(Workspace.Find(), projects, new Packages()));
    }

    private WorldObject World(string stamp, string code) =>
        new(_assembler.Assemble($".globl theseus_part_test\ntheseus_part_test: {code}"), "") { Stamp = stamp };
}
