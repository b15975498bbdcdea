using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build.World;

public sealed class TypeIndexTests
{
    private static readonly Packages s_world = new();

    private static TypeIndex OfLibrary()
    {
        TypeIndex index = new();
        foreach (string file in s_world.Library)
        {
            index.Add(file);
        }

        return index;
    }

    [Fact]
    public void References_lead_through_facades_to_what_defines_the_type()
    {
        NamedType[] found = OfLibrary().ReferredToBy(typeof(Assert).Assembly.Location).ToArray();
        Assert.Contains(found, t => t is { Assembly: "System.Private.CoreLib", Name: "System.String" });
        Assert.DoesNotContain(found, t => t.Assembly is "System.Runtime" or "netstandard");
    }

    [Fact]
    public void Nested_hidden_and_generic_types_are_described()
    {
        IReadOnlyList<NamedType> types = OfLibrary().DefinedIn("System.Private.CoreLib");
        NamedType enumerator = types.Single(t => t.Name == "System.Collections.Generic.Dictionary`2+Enumerator");
        Assert.True(enumerator is { Parameters: 2, IsValueType: true, IsPublic: false });
        Assert.True(types.Single(t => t.Name == "System.DayOfWeek") is { IsEnumeration: true, IsPublic: true });
        Assert.Contains(types, t => t.Name == "System.Threading.Tasks.VoidTaskResult");
    }

    [Fact]
    public void A_world_names_what_its_code_can_see_and_says_each_once()
    {
        string[] own = [typeof(TypeIndexTests).Assembly.Location];
        ReflectionDescriptor descriptor = ReflectionDescriptor.Make(own, s_world.Library);
        Assert.Equal(descriptor.Types.Count, descriptor.Types.Distinct().Count());
        Assert.Contains(descriptor.Types, t => t.Name == "Theseus.Tests.Build.World.TypeIndexTests+Marker");
        Assert.Contains(descriptor.Types, t => t.Name == "System.Collections.Generic.Dictionary`2+Enumerator");
        Assert.DoesNotContain(descriptor.Types, t => t.Name == "System.__Canon");
        Assert.Contains(
            "<type fullname=\"Theseus.Tests.Build.World.TypeIndexTests/Kind\"><field name=\"value__\" /></type>",
                descriptor.Text);
        Assert.Contains("<type fullname=\"System.FlagsAttribute\"><method name=\".ctor\" /></type>", descriptor.Text);
    }

    private interface Marker;

    private enum Kind;
}
