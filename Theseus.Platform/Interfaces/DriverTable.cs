namespace Theseus.Platform.Interfaces;

/// <summary>
/// The drivers that the kernel has started, by what they do. Each is set once, while the machine starts, and null
/// before. They stay when a program ends, so what they keep is in no object: see docs/drivers.md.
/// </summary>
internal static class DriverTable
{
    /// <summary>The screen; null also where there is none.</summary>
    public static ITextTerminal? Screen { get; set; }

    /// <summary>The keyboard.</summary>
    public static IKeyboard? Keyboard { get; set; }

    /// <summary>The pool of what nobody can guess.</summary>
    public static IEntropyPool? Entropy { get; set; }

    /// <summary>Files of the firmware's.</summary>
    public static IFirmwareConfiguration? FirmwareConfiguration { get; set; }

    /// <summary>What the prompt reads lines with.</summary>
    public static ILineEditor? LineEditor { get; set; }
}
