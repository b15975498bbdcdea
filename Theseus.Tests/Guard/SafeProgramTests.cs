using Theseus.Build;
using Theseus.Build.Guard;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>What the C# compiler makes of safe code passes, the parts of it that the standard calls unverifiable included.</summary>
public sealed class SafeProgramTests
{
    [Fact]
    public void Every_safe_feature_of_the_language_passes() =>
        GuardWorld.AssertSafe(GuardWorld.CheckSource(File.ReadAllText(Workspace.Find().In("Theseus.Tests", "Guard", "Features.cs.txt"))));

    [Fact]
    public void The_test_programs_pass()
    {
        foreach (var file in Directory.GetFiles(Workspace.Find().In("Theseus.Tests", "Cases"), "*.cs"))
            GuardWorld.AssertSafe(GuardWorld.CheckSource(File.ReadAllText(file)));
    }

    [Fact]
    public void Numbers_may_lie_over_numbers() => GuardWorld.AssertSafe(GuardWorld.CheckSource("""
        using System.Runtime.InteropServices;
        Console.WriteLine(new Both { D = 1 }.L);
        [StructLayout(LayoutKind.Explicit)] struct Both { [FieldOffset(0)] public double D; [FieldOffset(0)] public long L; [FieldOffset(0)] public Inner I; [FieldOffset(16)] public object O; }
        struct Inner { public int A; public short B; }
        """));

    [Fact]
    public void Real_libraries_pass()
    {
        // Those that this test program itself runs on: large, old and new, none of them with unsafe code.
        foreach (var library in new[] { "xunit.assert.dll", "DiffPlex.dll" })
            GuardWorld.AssertSafe(GuardWorld.Check(Path.Combine(AppContext.BaseDirectory, library)));
    }

    [Fact]
    public void What_is_public_in_the_class_library_and_in_no_reference_assembly_is_refused_or_known()
    {
        var packages = new Packages();
        Assert.NotEmpty(packages.Library);
        var allowed = AllowList.Parse(File.ReadAllText(Workspace.Find().In(GuardStep.AllowedFile)), GuardStep.AllowedFile);
        using var set = new AssemblySet(packages.Library, []);
        var internals = set.Types.Object.Definition.Module.Types.Where(t => t.IsPublic && t.Namespace.StartsWith("Internal.")).ToArray();
        Assert.True(internals.Length > 100);
        Assert.All(internals, t => Assert.NotNull(allowed.Refuses(t, isLibrary: true)));
    }
}
