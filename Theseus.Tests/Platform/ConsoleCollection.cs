using Xunit;

namespace Theseus.Tests.Platform;

/// <summary>Tests of the console share its static state, so they run one after another.</summary>
[CollectionDefinition(Name, DisableParallelization = true)]
public sealed class ConsoleCollection
{
    public const string Name = "console";
}
