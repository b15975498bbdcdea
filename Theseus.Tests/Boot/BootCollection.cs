using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>Tests that boot the system run one after another: a machine is a whole core's work.</summary>
[CollectionDefinition(Name)]
public sealed class BootCollection : ICollectionFixture<SharedBoot>
{
    public const string Name = "boot";
}
