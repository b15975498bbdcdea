namespace Theseus.Platform.Native.Files;

/// <summary>A file that is not built in: its contents are made when it is opened.</summary>
internal interface IProvidedFile
{
    /// <summary>What the last <see cref="TryMake"/> made.</summary>
    ReadOnlySpan<byte> Contents { get; }

    /// <summary>Makes the contents anew, if it is the file at this path.</summary>
    bool TryMake(ReadOnlySpan<byte> path);
}
