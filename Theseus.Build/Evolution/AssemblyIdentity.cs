using Theseus.Format;

namespace Theseus.Build.Evolution;

/// <summary>An assembly of ours that a state was compiled of: 24 bytes of a <see cref="WorldBook"/>.</summary>
/// <param name="Name">Its name.</param>
/// <param name="Content">Of the file, as <see cref="BookStore"/> keeps it.</param>
public readonly record struct AssemblyIdentity(string Name, Hash128 Content);
