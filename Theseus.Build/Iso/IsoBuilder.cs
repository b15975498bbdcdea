using Theseus.Build.World;

namespace Theseus.Build.Iso;

/// <summary>
/// Makes the bootable ISO: GRUB for BIOS and for UEFI, its configuration, and the image. Only the GRUB modules
/// that this configuration runs are put in.
/// </summary>
public static class IsoBuilder
{
    private const string Modules = "normal iso9660 fat multiboot2 all_video relocator part_acorn part_amiga part_apple "
        + "part_bsd part_dfly part_dvh part_gpt part_msdos part_plan part_sun part_sunpc";

    /// <summary>GRUB shows nothing and waits for nothing; the kernel gets a linear framebuffer where there is one.</summary>
    private const string Configuration = """
        set timeout=0
        set default=0
        insmod all_video
        set gfxpayload=1024x768x32,auto
        menuentry "Theseus" {
            multiboot2 /boot/theseus
            module2 /boot/theseus.names theseus.names
            boot
        }

        """;

    /// <summary>What the licences of the ISO's parts ask to go with them.</summary>
    private static void CopyLicences(Workspace workspace, string folder)
    {
        Directory.CreateDirectory(folder);
        string[] texts =
        [
            workspace.In("LICENSE"), workspace.In("NOTICE.md"), workspace.In("Theseus.Platform", "Console", "Font.LICENSE.txt"),
            "/usr/share/common-licenses/GPL-3", "/usr/share/doc/musl-dev/copyright", "/usr/share/doc/grub-common/copyright",
        ];
        foreach (var text in texts.Where(File.Exists))
        {
            var name = Path.GetFileName(text) == "copyright" ? Path.GetFileName(Path.GetDirectoryName(text))! : Path.GetFileName(text);
            File.Copy(text, Path.Combine(folder, name), overwrite: true);
        }
    }

    /// <param name="workspace">Where the ISO goes.</param>
    /// <param name="image">The bare ELF, in the folder that becomes the ISO's <c>/boot</c>.</param>
    /// <param name="imageStamp">Identity of the image: while it and the configuration stay, so does the ISO.</param>
    /// <exception cref="BuildException"><c>ToolFailed</c></exception>
    public static void Run(Workspace workspace, string image, string imageStamp)
    {
        var stamp = new Stamp().Add(imageStamp).Add(Modules).Add(Configuration).Value();
        var stampFile = workspace.Temporary("stamps/iso");
        if (Stamp.Holds(stampFile, stamp, workspace.Iso))
            return;
        File.Delete(stampFile);
        var boot = Path.GetDirectoryName(image)!;
        Directory.CreateDirectory(Path.Combine(boot, "grub"));
        File.WriteAllText(Path.Combine(boot, "grub", "grub.cfg"), Configuration);
        CopyLicences(workspace, Path.Combine(Path.GetDirectoryName(boot)!, "licences"));
        Progress.Time("ISO", () => Tool.Run(workspace.Temporary("iso.log"), "grub-mkrescue",
            "-o", workspace.Iso, $"--install-modules={Modules}", "--locales=", "--fonts=", "--themes=", Path.GetDirectoryName(boot)!));
        Progress.Say($"{workspace.Iso}: {new FileInfo(workspace.Iso).Length / 1024.0 / 1024:f1} MiB");
        Stamp.Keep(stampFile, stamp);
    }
}
