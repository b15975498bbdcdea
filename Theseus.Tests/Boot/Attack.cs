using Theseus.Build.Guard;

namespace Theseus.Tests.Boot;

/// <summary>
/// A cell that gets at memory, or asks its own project to let it: the C# compiler takes each, the guard refuses each.
/// </summary>
/// <param name="Cell">Its name.</param>
/// <param name="Rule">What refuses it.</param>
/// <param name="Source">Its program.</param>
/// <param name="Properties">Of its project.</param>
/// <param name="File">Another file in its folder.</param>
/// <param name="Text">What is in that file.</param>
internal sealed record Attack(string Cell, GuardRule Rule, string Source, string Properties = "", string File = "",
    string Text = "")
{
    private const string NoBans = "<NoWarn>$(NoWarn);RS0030</NoWarn>";
    private const string UnsafeAdd = "System.Runtime.CompilerServices.Unsafe.Add(ref (new byte[4])[0], 1 << 30) = 1;";
    private const string Pointer = "// SAFETY: none.\nunsafe { *(int*)0x10000 = 1; }";

    /// <summary>
    /// One whose own <c>.editorconfig</c> says that bans are none: the compiler does not listen to it, so that the
    /// guard does not come to see it in a build.
    /// </summary>
    public static readonly Attack ByEditorConfig =
        new("ByEditorConfig", GuardRule.NotAllowed, UnsafeAdd, "", ".editorconfig",
        "[*.cs]\ndotnet_diagnostic.RS0030.severity = none\n");

    public static readonly Attack[] All =
    [
        new("Overlap", GuardRule.OverlappingFields, """
            using System.Runtime.InteropServices;
            Console.WriteLine(new Confused { Any = "x" }.AsNumber);
            class Number { public ulong Value = 1; }
            [StructLayout(LayoutKind.Explicit)]
            struct Confused
            {
                [FieldOffset(0)] public object? Any;
                [FieldOffset(0)] public Number? AsNumber;
            }
            """),
        new("VectorStore", GuardRule.NotAllowed, """
            using System.Runtime.Intrinsics;
            byte[] small = new byte[16];
            for (nuint offset = 64; offset < 4096; offset += 16) Vector128.Create((byte)0x41).StoreUnsafe(ref small[0], offset);
            """, NoBans),
        new("Symbols", GuardRule.RuntimeSymbol, """
            using System.Runtime;
            using System.Runtime.CompilerServices;
            Console.WriteLine(Symbols.Cbrt(27));
            static class Symbols
            {
                [RuntimeExport("cbrt")] public static double Cbrt(double x) => 42;
                [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "memmove")] public static extern nuint Move(ref byte to, ref byte from, nuint bytes);
            }
            namespace System.Runtime
            {
                [AttributeUsage(AttributeTargets.Method)] internal sealed class RuntimeImportAttribute(string dll, string entry) : Attribute { public string Dll => dll; public string Entry => entry; }
                [AttributeUsage(AttributeTargets.Method)] internal sealed class RuntimeExportAttribute(string entry) : Attribute { public string Entry => entry; }
            }
            """, NoBans),
        new("ByNoWarn", GuardRule.NotAllowed, UnsafeAdd, NoBans),
        new("ByProject", GuardRule.TypeMismatch, Pointer,
            "<AllowUnsafeBlocks>true</AllowUnsafeBlocks><NoWarn>THS0007</NoWarn>"),
        new("ByProps", GuardRule.TypeMismatch, Pointer, "", "Directory.Build.props", """
            <Project>
              <PropertyGroup>
                <TargetFramework>net10.0</TargetFramework>
                <LangVersion>14</LangVersion>
                <ImplicitUsings>enable</ImplicitUsings>
                <AllowUnsafeBlocks>true</AllowUnsafeBlocks>
                <Configuration Condition="'$(Configuration)' == ''">Release</Configuration>
                <AppendRuntimeIdentifierToOutputPath>false</AppendRuntimeIdentifierToOutputPath>
              </PropertyGroup>
            </Project>
            """),
        new("ByPragma", GuardRule.NotAllowed, "#pragma warning disable RS0030\n" + UnsafeAdd),

        // What lies where source generators write is not judged by the list of banned names.
        new("ByGeneratedCode", GuardRule.NotAllowed, "Written.ByNobody();",
            "</PropertyGroup><ItemGroup><Compile Include=\"obj/Written.cs\" /></ItemGroup><PropertyGroup>",
            "obj/Written.cs", $"static class Written {{ public static void ByNobody() => {UnsafeAdd} }}"),
    ];

    /// <summary>Every program, with what belongs to it in other files, as one source.</summary>
    public string WholeSource => File.EndsWith(".cs", StringComparison.Ordinal) ? $"{Source}\n{Text}" : Source;

    /// <summary>Writes the cell into a tree.</summary>
    public void WriteTo(SpoiltTree tree)
    {
        tree.WriteCell(Cell, Source, properties: Properties);
        if (File != "")
        {
            string file = tree.Workspace.In("Theseus.Cells", Cell, File);
            Directory.CreateDirectory(Path.GetDirectoryName(file)!);
            System.IO.File.WriteAllText(file, Text);
        }
    }
}
