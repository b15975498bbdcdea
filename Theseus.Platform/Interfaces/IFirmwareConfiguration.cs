namespace Theseus.Platform.Interfaces;

/// <summary>Files that the firmware, or the emulator in its place, hands to the system.</summary>
public interface IFirmwareConfiguration
{
    /// <summary>
    /// The contents of a file, or null where there is no such file. A file of more than 1 MiB is refused.
    /// </summary>
    /// <exception cref="InvalidDataException">The file is too large.</exception>
    byte[]? Read(string name);
}
