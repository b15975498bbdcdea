using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The tests of the shared boot. Those that boot a machine of their own run beside them.</summary>
[CollectionDefinition(Name)]
public sealed class BootCollection : ICollectionFixture<SharedBoot>
{
    public const string Name = "boot";
}
