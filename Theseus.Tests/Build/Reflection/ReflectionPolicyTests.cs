using Theseus.Build;
using Theseus.Build.Reflection;
using Xunit;

namespace Theseus.Tests.Build.Reflection;

public sealed class ReflectionPolicyTests
{
    private static readonly ReflectionPolicy s_policy = new(["Layer"], ["Library"],
        File.ReadLines(Workspace.Find().In(ReflectionPolicy.File)));

    private static ReflectedMember Of(string assembly, string type, string name) =>
        new(assembly, type, name) { IsTypePublic = true, IsPublic = true };

    [Theory]
    [InlineData("Layer")]
    [InlineData("Library")]
    public void Of_trusted_assemblies_what_is_public_is_admitted_and_all_else_is_not(string assembly)
    {
        ReflectedMember shown = Of(assembly, "Some.Type", "Member");
        Assert.True(s_policy.Admits(shown));
        Assert.True(s_policy.Admits(shown with { IsField = true }));
        Assert.False(s_policy.Admits(shown with { IsPublic = false }));
        Assert.False(s_policy.Admits(shown with { IsPublic = false, IsField = true }));
        Assert.False(s_policy.Admits(shown with { IsPublic = false, IsPrivate = true }));
        Assert.False(s_policy.Admits(shown with { IsTypePublic = false }));
        Assert.False(s_policy.Admits(shown with { HasPointers = true }));
    }

    [Fact]
    public void Of_programs_and_packages_everything_is_admitted()
    {
        ReflectedMember hidden = new("App", "Some.Type", "Member") { IsPrivate = true, HasPointers = true };
        Assert.True(s_policy.Admits(hidden));
        Assert.True(s_policy.Admits(hidden with { IsField = true }));
        Assert.True(s_policy.Admits(hidden with { Type = "System.Runtime.InteropServices.Marshal" }));
    }

    [Theory]
    [InlineData("System.Runtime.InteropServices.Marshal", "WriteInt64")]
    [InlineData("System.Runtime.CompilerServices.Unsafe", "As")]
    [InlineData("System.Runtime.Intrinsics.Vector128", "StoreUnsafe")]
    [InlineData("System.Runtime.Intrinsics.X86.Sse2+X64", "ConvertToInt64")]
    [InlineData("System.Runtime.InteropServices.GCHandle`1", "FromIntPtr")]
    [InlineData("System.RuntimeMethodHandle", "GetFunctionPointer")]
    [InlineData("Internal.Runtime.Augments.RuntimeAugments", "RawNewObject")]
    public void What_the_file_names_is_refused_though_it_is_public(string type, string member) =>
        Assert.False(s_policy.Admits(Of("Library", type, member)));

    [Fact]
    public void The_file_names_members_and_not_their_whole_type()
    {
        Assert.True(s_policy.Admits(Of("Library", "System.RuntimeMethodHandle", "get_Value")));
        Assert.True(s_policy.Admits(Of("Library", "System.Runtime.InteropServices.MarshalAsAttribute", ".ctor")));
        Assert.True(s_policy.Admits(Of("Library", "InternalNames", "Member")));
    }

    [Fact]
    public void The_class_library_still_finds_constructors_and_overrides_of_its_hidden_types_but_the_layers_do_not()
    {
        ReflectedMember hidden = new("Library", "Some.Converter", ".ctor") { IsPublic = true };
        Assert.True(s_policy.Admits(hidden));
        Assert.True(s_policy.Admits(hidden with { IsPublic = false }));
        Assert.False(s_policy.Admits(hidden with { IsPublic = false, IsPrivate = true }));
        Assert.True(s_policy.Admits(hidden with { Name = "Write", IsVirtual = true }));
        Assert.False(s_policy.Admits(hidden with { Name = "Write" }));
        Assert.False(s_policy.Admits(hidden with { Name = "Write", IsVirtual = true, IsPublic = false }));

        Assert.False(s_policy.Admits(hidden with { Assembly = "Layer" }));
        Assert.False(s_policy.Admits(hidden with { Assembly = "Layer", Name = "Write", IsVirtual = true }));
        Assert.True(
            s_policy.Admits(
                hidden with { Assembly = "Layer", Type = "System.Runtime.CompilerServices.NullableAttribute" }));
    }
}
