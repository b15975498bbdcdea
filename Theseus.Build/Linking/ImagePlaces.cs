namespace Theseus.Build.Linking;

/// <summary>The places of an image, without anything that is loaded beside it.</summary>
public sealed class ImagePlaces(LinkedImage image) : IPlaces
{
    public IReadOnlyList<PlacedRange> Ranges => [];

    public SymbolPlace? Find(SymbolRef symbol)
    {
        if (image.Graph.SectionOf(symbol) is not { } section)
        {
            return null;
        }

        LinkInput input = image.Graph.Inputs[section.Input];
        if (!input.Live[section.Section] || input.Segment[section.Section] == SegmentKind.None)
        {
            return null;
        }

        return new SymbolPlace(
            image.Layout.AddressOf(symbol),
                input.Object.SectionSize[section.Section] - input.Object.SymbolValue[symbol.Symbol],
            input.Segment[section.Section] - SegmentKind.Boot);
    }
}
