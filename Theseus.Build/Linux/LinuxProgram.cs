using System.Security;

namespace Theseus.Build.Linux;

/// <summary>A cell's own sources, published for Linux by the .NET SDK's Native AOT as an ordinary program.</summary>
public static class LinuxProgram
{
    /// <summary>Publishes it.</summary>
    /// <param name="folder">The cell's.</param>
    /// <param name="version">Of compiler and class library: the world's.</param>
    /// <returns>The executable.</returns>
    /// <exception cref="BuildException"><c>ToolFailed</c> with the compiler's output.</exception>
    public static string Publish(Workspace workspace, string folder, string version)
    {
        string name = Path.GetFileName(folder);
        string project = workspace.Temporary($"published/{name}.csproj");
        Directory.CreateDirectory(Path.GetDirectoryName(project)!);
        File.WriteAllText(project, Project(folder, version));
        // The tree's own rules are not meant for it.
        foreach (string file in (string[])[
            "Directory.Build.props", "Directory.Build.targets", "Directory.Packages.props"])
        {
            File.WriteAllText(Path.Combine(Path.GetDirectoryName(project)!, file), "<Project />\n");
        }

        string output = workspace.Temporary("published/out");
        Progress.Time($"publish {name} for Linux by Native AOT {version}",
            () => Tool.Run(workspace.Temporary("publish.log"), "dotnet", "publish", project, "-c", "Release", "-o",
                output));
        return Path.Combine(output, name);
    }

    private static string Project(string folder, string version) => $"""
        <Project Sdk="Microsoft.NET.Sdk">
          <PropertyGroup>
            <OutputType>Exe</OutputType>
            <TargetFramework>net10.0</TargetFramework>
            <RuntimeIdentifier>linux-x64</RuntimeIdentifier>
            <RuntimeFrameworkVersion>{version}</RuntimeFrameworkVersion>
            <ImplicitUsings>enable</ImplicitUsings>
            <Nullable>enable</Nullable>
            <LangVersion>latest</LangVersion>
            <PublishAot>true</PublishAot>
            <InvariantGlobalization>true</InvariantGlobalization>
            <CppCompilerAndLinker>gcc</CppCompilerAndLinker>
            <LinkerFlavor>bfd</LinkerFlavor>
            <EnableDefaultCompileItems>false</EnableDefaultCompileItems>
          </PropertyGroup>
          <ItemGroup>
            <KnownILCompilerPack Update="Microsoft.DotNet.ILCompiler" ILCompilerPackVersion="{version}" />
            <Compile Include="{SecurityElement.Escape(folder)}/**/*.cs" Exclude="{SecurityElement.Escape(folder)}/obj/**;{SecurityElement.Escape(folder)}/bin/**" />
          </ItemGroup>
        </Project>
        """;
}
