namespace Theseus.Build.Guard;

/// <summary>The package that an assembly comes from.</summary>
public sealed record PackageOrigin(string Id, string Version);
