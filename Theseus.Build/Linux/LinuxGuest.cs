using System.Text.RegularExpressions;

namespace Theseus.Build.Linux;

/// <summary>
/// A Linux that runs one program and powers off: Debian's kernel, whose package is downloaded and not installed, and a
/// first file system made on the spot, with a static busybox to start the program and the C library that it is linked
/// to.
/// </summary>
public sealed partial class LinuxGuest
{
    private const string Kernel = "linux-image-amd64", Shell = "busybox-static";

    private const string Init = """
        #!/bin/busybox sh
        /bin/busybox mount -t proc proc /proc
        /bin/busybox mount -t sysfs sys /sys
        /bin/busybox mount -t devtmpfs dev /dev
        /bin/program
        echo "status $?"
        /bin/busybox poweroff -f

        """;

    private readonly Workspace _workspace;
    private readonly string _folder;

    /// <exception cref="BuildException"><c>ToolFailed</c>: a package could not be downloaded or unpacked.</exception>
    public LinuxGuest(Workspace workspace)
    {
        (_workspace, _folder) = (workspace, workspace.Temporary("linux"));
        Directory.CreateDirectory(_folder);
        if (Directory.GetFiles(_folder, "vmlinuz*").Length == 0)
        {
            Unpack(KernelPackage(), "--wildcards", "./boot/vmlinuz*");
        }

        if (!File.Exists(In("busybox")))
        {
            Unpack(Shell, "./bin/busybox");
        }
    }

    /// <summary>Boots, runs <paramref name="program"/> on a machine that counts instructions, and powers off.</summary>
    /// <returns>What the program wrote.</returns>
    /// <exception cref="BuildException"><c>BenchFailed</c>: it did not end with status 0 in time.</exception>
    public string Run(string program, string cpu, int memoryMiB, TimeSpan timeout)
    {
        string archive = In("initrd");
        using (FileStream output = File.Create(archive))
        {
            Fill(new CpioArchive(output), program);
        }

        string log = In("guest.log");
        int code = Tool.Exit(log, "timeout", $"{timeout.TotalSeconds:f0}", "qemu-system-x86_64",
            "-nodefaults", "-no-user-config", "-machine", "pc,accel=tcg", "-cpu", cpu, "-m", $"{memoryMiB}", "-smp",
                "1",
            "-icount", "shift=0,sleep=off", "-display", "none", "-serial", "stdio", "-no-reboot",
            "-kernel", Directory.GetFiles(_folder, "vmlinuz*")[0], "-initrd", archive, "-append",
                "console=ttyS0 quiet panic=-1");
        string text = File.ReadAllText(log);
        return code == 0 && text.Contains("status 0", StringComparison.Ordinal)
            ? text
            : throw new BuildException("BenchFailed",
            $"the program did not end well on Linux (QEMU's status {code}); what it wrote is in {log}");
    }

    private void Fill(CpioArchive archive, string program)
    {
        archive.AddFile("init", System.Text.Encoding.ASCII.GetBytes(Init));
        archive.AddFile("bin/busybox", File.ReadAllBytes(In("busybox")));
        archive.AddFile("bin/program", File.ReadAllBytes(program));
        foreach (string library in Libraries(program))
        {
            archive.AddFile(library.TrimStart('/'), File.ReadAllBytes(library));
        }

        foreach (string folder in (string[])["proc", "sys", "dev", "tmp"])
        {
            archive.AddFolder(folder);
        }

        archive.AddDevice("dev/console", 5, 1);
        archive.End();
    }

    /// <summary>The shared libraries that the host's loader would bring, the loader among them.</summary>
    private IEnumerable<string> Libraries(string program)
    {
        string log = In("ldd.log");
        Tool.Run(log, "ldd", program);
        return Library().Matches(File.ReadAllText(log)).Select(m => m.Value);
    }

    /// <summary>The package that the package for the newest kernel depends on.</summary>
    private string KernelPackage()
    {
        string log = In("kernel.log");
        Tool.Run(log, "apt-cache", "depends", Kernel);
        return KernelName().Match(File.ReadAllText(log)) is { Success: true } match
            ? match.Value
            : throw new BuildException("ToolFailed", $"apt-cache knows no kernel behind {Kernel}: run apt-get update");
    }

    private void Unpack(string package, params string[] files)
    {
        string into = In("packages");
        Directory.CreateDirectory(into);
        Progress.Time($"download Debian's {package}",
            () => Tool.Run(In("apt.log"), "env", "-C", into, "apt-get", "download", package));
        string archive = Directory.GetFiles(into, package + "_*.deb")[0];
        string tar = In("package.tar");
        Tool.Run(In("unpack.log"), "sh", "-c", "dpkg-deb --fsys-tarfile \"$1\" > \"$2\"", "sh", archive, tar);
        Tool.Run(In("unpack.log"), "tar", ["-x", "-f", tar, "-C", _folder, "--strip-components=2", .. files]);
        File.Delete(tar);
        File.Delete(archive);
    }

    private string In(string name) => _workspace.Temporary($"linux/{name}");

    [GeneratedRegex(@"(?<=\s)/\S+")]
    private static partial Regex Library();

    [GeneratedRegex(@"linux-image-\d\S+")]
    private static partial Regex KernelName();
}
