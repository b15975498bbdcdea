namespace Theseus;

/// <summary>
/// The layer that the assembly belongs to, one of <c>TheseusLayers</c> in Directory.Build.props, where its name does
/// not say it (THS0008).
/// </summary>
[AttributeUsage(AttributeTargets.Assembly)]
public sealed class LayerAttribute(string name) : Attribute
{
    public string Name { get; } = name;
}
