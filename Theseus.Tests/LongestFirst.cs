using Theseus.Tests.Boot;
using Xunit;
using Xunit.Abstractions;

[assembly: TestCollectionOrderer("Theseus.Tests.LongestFirst", "Theseus.Tests")]

namespace Theseus.Tests;

/// <summary>
/// The order in which collections begin. As many run at a time as there are processors; what takes longest begins
/// first, or all others would have ended long before it.
/// </summary>
public sealed class LongestFirst : ITestCollectionOrderer
{
    private static readonly string[] s_first = [BootCollection.Name, CellBootCollection.Name];

    public IEnumerable<ITestCollection> OrderTestCollections(IEnumerable<ITestCollection> testCollections) =>
        testCollections.OrderBy(Rank).ThenBy(collection => collection.DisplayName, StringComparer.Ordinal);

    private static int Rank(ITestCollection collection)
    {
        int at = Array.IndexOf(s_first, collection.DisplayName);
        return at < 0 ? s_first.Length : at;
    }
}
