using Theseus.Build.Guard;
using Theseus.Build.World;

namespace Theseus.Build.Commands;

/// <summary>
/// <c>./theseus guard [--all] WHAT...</c>: what the guard says of assemblies, without a world. WHAT is an assembly's
/// file (its folder is searched for what it refers to), or <c>PACKAGE@VERSION</c>, which is restored with all that it
/// needs. What is admitted is judged as if it were not, so that a line that is not needed any more is seen.
/// </summary>
public static class GuardCommand
{
    private const string All = "--all";

    /// <returns>0 if a world may have all of it, admissions counted.</returns>
    /// <exception cref="BuildException"><c>NoSuchFile</c>, <c>BadOption</c>, and what restoring throws.</exception>
    public static int Run(Workspace workspace, ReadOnlySpan<string> arguments)
    {
        string[] wanted = arguments.ToArray().Where(a => a != All).ToArray();
        int shown = arguments.Contains(All) ? int.MaxValue : 0;
        if (wanted.Length == 0)
        {
            return Usage.Unknown("guard without a file or PACKAGE@VERSION");
        }

        Dictionary<string, string> library = new Packages().Library.ToDictionary(
            f => Path.GetFileNameWithoutExtension(f));
        RestoredAssembly[] assemblies = [
            .. wanted.SelectMany(w => w.Contains('@', StringComparison.Ordinal) ? Restore(workspace, w) : [OfFile(w)])
            .Where(a => PackageAssembly.Read(a.File, "") is { } file && file.BelongsBeside(library))
            .DistinctBy(a => a.Name)
            .Select(a => a.Origin.Id == "" ? a
            : a with { File = ZeroedLocals.Of(a.File, workspace.Temporary($"guard/assemblies/{a.Name}.dll")) })];
        // One that replaces a part of the class library is looked at as what it is here: not the library's.
        foreach (RestoredAssembly assembly in assemblies)
        {
            library.Remove(assembly.Name);
        }

        using AssemblySet set = new(library.Values,
            assemblies.Select(a => a.File)
                .Concat(wanted.Where(File.Exists)
                .SelectMany(w => Directory.GetFiles(Path.GetDirectoryName(Path.GetFullPath(w))!, "*.dll"))));
        string text = File.ReadAllText(workspace.In(GuardStep.AllowedFile));
        AllowList Allowed(bool forPackages) => AllowList.Parse(text, GuardStep.AllowedFile, forPackages);
        (AllowList allowed, AllowList ofPackages) = (Allowed(false), Allowed(true));
        Admissions admissions = Admissions.Read(workspace);
        int refused = 0;
        foreach (RestoredAssembly assembly in assemblies)
        {
            PackageOrigin? origin = assembly.Origin.Id == "" ? null : assembly.Origin;
            GuardReport report = new(assembly.Name, origin,
                AssemblyCheck.Run(set, assembly.File, origin is null ? allowed
                    : ofPackages, admissions, origin is not null));
            Console.WriteLine(
                $"{assembly.Name}{(origin is null ? "" : $" ({origin.Id} {origin.Version})")}: "
                    + $"{Verdict(set, assembly, report, admissions, ref refused)}");
            foreach (Finding finding in report.Findings.Take(shown))
            {
                Console.WriteLine($"  {finding}");
            }
        }

        return refused == 0 ? 0 : 1;
    }

    private static string Verdict(AssemblySet set, RestoredAssembly assembly, GuardReport report,
        Admissions admissions, ref int refused)
    {
        Admissions.Package? line = admissions.Packages.FirstOrDefault(
            p => admissions.Admits(assembly.Origin.Id, assembly.Origin.Version)
            && string.Equals(p.Id, assembly.Origin.Id, StringComparison.OrdinalIgnoreCase));
        if (report.Findings.Count == 0)
        {
            return "verified";
        }

        if (line is not null && AssemblyCheck.RunSymbolsOnly(set, assembly.File).Count == 0)
        {
            return $"admitted; not proved: {report.Summary}";
        }

        refused++;
        return report.Admission is { } admission
            ? $"refused; the line that would admit it, in {Admissions.PackageFile}:\n    {admission}"
            : $"refused: {report.Summary}";
    }

    private static RestoredAssembly OfFile(string file) => File.Exists(file)
        ? new RestoredAssembly(Path.GetFileNameWithoutExtension(file), Path.GetFullPath(file),
        new PackageOrigin("", ""))
        : throw new BuildException("NoSuchFile", $"{file} is not there");

    /// <summary>The assemblies that a project gets that refers to the package.</summary>
    private static IEnumerable<RestoredAssembly> Restore(Workspace workspace, string package)
    {
        if (package.Split('@') is not [{ Length: > 0 } id, { Length: > 0 }])
        {
            throw new BuildException("BadOption", $"not PACKAGE@VERSION: {package}");
        }

        Project project = new(
            Write(workspace.Temporary($"guard/{id}/Guarded.{id}.csproj"),
                new PackageProgram(id, "", [package], "").Project()));
        Tool.Run(workspace.Temporary("guard.log"), "dotnet", "restore", project.File);
        return RestoredAssembly.Read(project.RestoredAssets).Where(a => a.File != "");
    }

    private static string Write(string file, string text)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(file)!);
        File.WriteAllText(file, text);
        return file;
    }
}
