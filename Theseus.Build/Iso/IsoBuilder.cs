using Theseus.Build.Cells;
using Theseus.Build.Linking;
using Theseus.Build.World;
using Theseus.Format;

namespace Theseus.Build.Iso;

/// <summary>
/// Makes the bootable ISO: GRUB for BIOS and for UEFI, its configuration, and the image. Only the GRUB modules
/// that this configuration runs are put in.
/// </summary>
public static class IsoBuilder
{
    private const string Modules = "normal iso9660 fat multiboot2 all_video relocator part_acorn part_amiga part_apple "
        + "part_bsd part_dfly part_dvh part_gpt part_msdos part_plan part_sun part_sunpc";

    /// <summary>
    /// GRUB shows nothing and waits for nothing; the kernel gets a linear framebuffer where there is one.
    /// </summary>
    /// <param name="modules">Path under <c>/boot</c> and name of each file that is loaded beside the image.</param>
    /// <param name="needs">What the kernel checks at its start (<c>ImageNeeds</c>).</param>
    private static string Configuration(IEnumerable<(string Path, string Name)> modules, string needs) => $$"""
        set timeout=0
        set default=0
        insmod all_video
        set gfxpayload=1024x768x32,auto
        menuentry "Theseus" {
            multiboot2 /boot/theseus {{needs}}
            {{string.Join("\n    ", modules.Select(m => $"module2 /boot/{m.Path} {m.Name}"))}}
            boot
        }

        """;

    /// <summary>What the licences of the ISO's parts ask to go with them.</summary>
    private static void CopyLicences(Workspace workspace, string folder)
    {
        Directory.CreateDirectory(folder);
        string[] texts =
        [
            workspace.In("LICENSE"), workspace.In("NOTICE.md"),
                workspace.In("Theseus.Platform", "Console", "Font.LICENSE.txt"),
            "/usr/share/common-licenses/GPL-3", "/usr/share/doc/musl-dev/copyright",
                "/usr/share/doc/grub-common/copyright",
        ];
        foreach (string text in texts.Where(File.Exists))
        {
            string name = Path.GetFileName(text) == "copyright" ? Path.GetFileName(Path.GetDirectoryName(text))!
                : Path.GetFileName(text);
            File.Copy(text, Path.Combine(folder, name), overwrite: true);
        }
    }

    /// <summary>The nano-core is the image, and every cell a module.</summary>
    /// <param name="workspace">Where the ISO goes.</param>
    /// <param name="imageStamp">Identity of the image: while it and the configuration stay, so does the ISO.</param>
    /// <exception cref="BuildException"><c>ToolFailed</c></exception>
    public static void Run(Workspace workspace, string imageStamp) =>
        Make(workspace, workspace.BareElf, workspace.Iso, imageStamp,
        [
            .. CellOrder.Of(Directory.GetFiles(workspace.Cells, "*.cell"),
            f => (MemoryBytes(f), Path.GetFileNameWithoutExtension(f)))
                .Select(f => ("cells/" + Path.GetFileName(f), Path.GetFileNameWithoutExtension(f))),
            ("cells.names", "cells.names"), ("theseus.names", "names"),
        ]);

    /// <summary>Heap, stacks, page tables and loaded pages of a prompt and a small program.</summary>
    private const long WorkingBytes = 8 << 20;

    /// <summary>What GRUB has in memory beside the files and the one that it reads: measured, with some room.</summary>
    private const long LoaderBytes = 8 << 20;

    /// <summary>
    /// The least memory of a machine that boots an image by BIOS, in MiB: the image's place, the files behind it, each
    /// from a page's start, and what the system works with or, if that is more, what the loader does: it reads a file
    /// as a whole before it puts it where it is to be.
    /// </summary>
    public static long LeastMemoryMiB(Workspace workspace)
    {
        const long mebibyte = 1 << 20;
        const long page = CellHeader.PageBytes;
        long[] files = [
            .. Directory.GetFiles(workspace.Cells, "*.cell").Append(workspace.CellNames).Append(workspace.Names)
                .Append(workspace.BareElf).Select(f => (new FileInfo(f).Length + page - 1) / page * page)];
        long beside = Math.Max(WorkingBytes, files.Max() + LoaderBytes);
        return ((long)Layout.PhysicalBase + files.Sum() + beside + mebibyte - 1) / mebibyte;
    }

    private static uint MemoryBytes(string cell)
    {
        using FileStream file = File.OpenRead(cell);
        byte[] header = new byte[CellHeader.Bytes];
        file.ReadAtLeast(header, header.Length, throwOnEndOfStream: false);
        return new CellView(header).Header.MemoryBytes;
    }

    private static void Make(
        Workspace workspace, string image, string iso, string imageStamp,
        IReadOnlyList<(string Path, string Name)> modules)
    {
        long needed = LeastMemoryMiB(workspace);
        string configuration = Configuration(modules, $"files={modules.Count} memory={needed}");
        string stamp = new Stamp().Add(imageStamp).Add(Modules).Add(configuration).Value();
        string stampFile = workspace.Temporary($"stamps/{Path.GetFileName(iso)}");
        if (Stamp.Holds(stampFile, stamp, iso))
        {
            return;
        }

        Directory.CreateDirectory(Path.GetDirectoryName(stampFile)!);
        File.Delete(stampFile);
        string boot = Path.GetDirectoryName(image)!;
        Directory.CreateDirectory(Path.Combine(boot, "grub"));
        File.WriteAllText(Path.Combine(boot, "grub", "grub.cfg"), configuration);
        CopyLicences(workspace, Path.Combine(Path.GetDirectoryName(boot)!, "licences"));
        Progress.Time("ISO", () => Tool.Run(workspace.Temporary("iso.log"), "grub-mkrescue",
            "-o", iso, $"--install-modules={Modules}", "--locales=", "--fonts=", "--themes=",
                Path.GetDirectoryName(boot)!));
        Progress.Say(
            $"{iso}: {new FileInfo(iso).Length / 1024.0 / 1024:f1} MiB; needs a machine of {needed} MiB by BIOS");
        Stamp.Keep(stampFile, stamp);
    }
}
