using Theseus.Format;
using Theseus.Runtime;
using Theseus.Runtime.Diagnostics;

namespace Theseus.Memory.Physical;

/// <summary>
/// What an image needs of a machine, as <c>Theseus.Build</c>'s IsoBuilder computes it and writes it behind the image's
/// name in the loader's configuration: <c>files=N memory=MiB</c>. What is not said there is 0.
/// </summary>
[Resident]
internal readonly struct ImageNeeds(ulong files, ulong memoryMiB)
{
    private const ulong Mebibyte = 1 << 20;

    /// <summary>Files that the loader is to bring.</summary>
    public ulong Files { get; } = files;

    /// <summary>The least memory of a machine that boots by BIOS; firmware of UEFI takes more.</summary>
    public ulong MemoryMiB { get; } = memoryMiB;

    /// <summary>Reads the loader's command line, which ends with a zero byte or with the span.</summary>
    public static ImageNeeds Parse(ReadOnlySpan<byte> commandLine) =>
        new(Number(commandLine, "files="u8), Number(commandLine, "memory="u8));

    /// <summary>Stops the boot with clear words where the machine is too small, or the loader found it so.</summary>
    public void Require()
    {
        // The last MiB of a machine is not all RAM: firmware has its share of it.
        ulong there = (BootInformation.RamBytes + Mebibyte - 1) / Mebibyte;
        bool small = there < MemoryMiB;
        bool incomplete = (ulong)BootInformation.ModuleCount < Files;
        if (!small && !incomplete)
        {
            return;
        }

        Say("Theseus: the machine has "u8, there);
        Say(" MiB of memory, this image needs "u8, MemoryMiB);
        Say(" by BIOS, and more by UEFI; the loader brought "u8, (ulong)BootInformation.ModuleCount);
        Say(" of "u8, Files);
        KernelLog.Write(" files.\n"u8);
        Panic.Stop(small ? "too little memory for this image"u8
            : "the loader did not bring all files: too little memory for them"u8);
    }

    private static void Say(ReadOnlySpan<byte> text, ulong number)
    {
        KernelLog.Write(text);
        KernelLog.WriteDecimal(number);
    }

    /// <summary>
    /// The decimal number behind a word that the line begins with or that follows a blank; 0 where there is none.
    /// </summary>
    private static ulong Number(ReadOnlySpan<byte> line, ReadOnlySpan<byte> word)
    {
        for (int i = 0; i + word.Length <= line.Length && line[i] != 0; i++)
        {
            if ((i == 0 || line[i - 1] == ' ') && line[i..].StartsWith(word))
            {
                ulong number = 0;
                for (i += word.Length; i < line.Length && line[i] is >= (byte)'0' and <= (byte)'9'
                    && number < ulong.MaxValue / 100; i++)
                {
                    number = (number * 10) + line[i] - '0';
                }

                return number;
            }
        }

        return 0;
    }
}
