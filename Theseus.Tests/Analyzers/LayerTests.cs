using Theseus.Analyzers.Structure;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>
/// THS0008. Every subject refers to the base class library, whose System.Runtime stands for a layer here.
/// </summary>
public sealed class LayerTests
{
    private static Task Layers(string layers, string layer, string source) => Check.Source<LayerAnalyzer>(source,
        ("build_property.TheseusLayers", layers), ("build_property.TheseusLayer", layer));

    [Theory]
    [InlineData("Low,System.Collections", "Low", "")]
    [InlineData("Low,System.Collections", "High", "[assembly: Theseus.Layer(\"Low\")]")]
    [InlineData("Low,Middle,System.Collections", "Middle", "")]
    [InlineData("Low,System.Collections", "High",
        "[assembly: System.Reflection.AssemblyMetadata(\"TheseusLayer\", \"Low\")]")]
    public async Task An_upward_reference_is_reported(string layers, string layer, string source)
    {
        Exception failure = await Record.ExceptionAsync(() => Layers(layers, layer, source));
        Assert.Contains("THS0008", failure?.Message ?? "nothing reported", StringComparison.Ordinal);
        Assert.Contains("refers upwards to 'System.Collections'", failure!.Message, StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_unknown_layer_is_reported()
    {
        Exception failure = await Record.ExceptionAsync(
            () => Layers("Low,High", "", "[assembly: Theseus.Layer(\"Hihg\")]"));
        Assert.Contains("does not declare", failure?.Message ?? "nothing reported", StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("System.Collections,High", "High", "")]
    [InlineData("System.Collections,High", "Elsewhere", "")]
    [InlineData("Low,High", "Low", "")]
    [InlineData("Low,System.Collections", "System.Collections", "")]
    [InlineData("System.Collections,High", "", "[assembly: Theseus.Layer(\"High\")]")]
    public Task A_downward_one_is_not(string layers, string layer, string source) => Layers(layers, layer, source);
}
