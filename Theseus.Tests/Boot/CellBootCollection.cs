using Xunit;

namespace Theseus.Tests.Boot;

/// <summary>The tests of the boot that is about cells.</summary>
[CollectionDefinition(Name)]
public sealed class CellBootCollection : ICollectionFixture<CellBoot>
{
    public const string Name = "cells";
}
