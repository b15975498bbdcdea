using System.Reflection;
using System.Reflection.Emit;
using System.Reflection.Metadata;
using System.Reflection.Metadata.Ecma335;
using System.Reflection.PortableExecutable;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Build;

public sealed class WorldTests : IDisposable
{
    private readonly string _folder = Directory.CreateTempSubdirectory("theseus-test-").FullName;

    public void Dispose() => Directory.Delete(_folder, recursive: true);

    private string Exe(Type returns, params Type[] parameters)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Sample"), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule("Sample").DefineType("Some.Space.Program");
        type.DefineMethod("Main", MethodAttributes.Static, returns, [typeof(int), typeof(int)]).GetILGenerator()
            .Emit(OpCodes.Ret);
        MethodBuilder main = type.DefineMethod("<Main>", MethodAttributes.Static, returns, parameters);
        if (returns != typeof(void))
        {
            main.GetILGenerator().Emit(OpCodes.Ldc_I4_0);
        }

        main.GetILGenerator().Emit(OpCodes.Ret);
        type.CreateType();
        MetadataBuilder metadata = assembly.GenerateMetadata(out BlobBuilder code, out BlobBuilder data);
        ManagedPEBuilder image = new(PEHeaderBuilder.CreateExecutableHeader(), new MetadataRootBuilder(metadata), code,
            data,
            entryPoint: MetadataTokens.MethodDefinitionHandle(main.MetadataToken & 0xFFFFFF));
        BlobBuilder bytes = new();
        image.Serialize(bytes);
        string path = Path.Combine(_folder, "Sample.dll");
        File.WriteAllBytes(path, bytes.ToArray());
        return path;
    }

    [Fact]
    public void The_entry_point_is_the_headers_token_whatever_else_is_called_Main()
    {
        Assert.Equal(new EntryPoint("Sample", "Some.Space.Program", "<Main>", false, true),
            EntryPoint.Read(Exe(typeof(int))));
        Assert.Equal(new EntryPoint("Sample", "Some.Space.Program", "<Main>", true, false),
            EntryPoint.Read(Exe(typeof(void), typeof(string[]))));
    }

    [Fact]
    public void A_library_has_no_entry_point() => Assert.Null(EntryPoint.Read(typeof(Assert).Assembly.Location));

    [Fact]
    public void Copied_as_library_only_the_mark_changes()
    {
        string exe = Exe(typeof(int));
        string copy = Path.Combine(_folder, "copy.dll");
        EntryPoint.CopyAsLibrary(exe, copy);
        using (PEReader file = new(File.OpenRead(copy)))
        {
            Assert.True(file.PEHeaders.IsDll);
        }

        Assert.Equal(EntryPoint.Read(exe), EntryPoint.Read(copy));
        Assert.Equal(1, File.ReadAllBytes(exe).Zip(File.ReadAllBytes(copy)).Count(p => p.First != p.Second));
    }

    [Fact]
    public void A_stamp_changes_with_content_and_names_and_nothing_else()
    {
        string source = Path.Combine(_folder, "a.cs");
        string Value() => new Stamp().AddFolder(_folder).Value();
        File.WriteAllText(source, "one");
        string first = Value();
        File.SetLastWriteTimeUtc(source, DateTime.UtcNow.AddDays(1));
        Directory.CreateDirectory(Path.Combine(_folder, "obj"));
        File.WriteAllText(Path.Combine(_folder, "obj", "x"), "generated");
        Assert.Equal(first, Value());
        File.WriteAllText(source, "two");
        Assert.NotEqual(first, Value());
        File.WriteAllText(source, "one");
        Assert.Equal(first, Value());
        File.Move(source, Path.Combine(_folder, "b.cs"));
        Assert.NotEqual(first, Value());
    }

    [Fact]
    public void A_stamp_holds_only_while_the_product_is_there()
    {
        (string stamp, string product) = (Path.Combine(_folder, "stamps", "x"), Path.Combine(_folder, "product"));
        Assert.False(Stamp.Holds(stamp, "v", product));
        Stamp.Keep(stamp, "v");
        Assert.False(Stamp.Holds(stamp, "v", product));
        File.WriteAllText(product, "");
        Assert.True(Stamp.Holds(stamp, "v", product));
        Assert.False(Stamp.Holds(stamp, "w", product));
    }

    [Fact]
    public void Broken_code_is_told_from_analysis_noise()
    {
        (List<string> broken, List<string> warnings) = IlcOutput.Sort(
        [
            "/_/src/libraries/X.cs(64): Trim analysis warning IL2026: System.X.Y(): ...",
            "/tree/Theseus.Cells/Hello/p.cs(5): AOT analysis warning IL3050: Program.Main(): ...",
            "ILC: Method '[Hello]Program.Main()' will always throw because: Failed to load type 'Gone'",
            "something else",
            "/packages/P.dll : warning IL2104: Assembly 'P' produced trim warnings.",
            "/packages/P.dll : warning IL3053: Assembly 'P' produced AOT analysis warnings.",
            "ILC: Method '[P]Optional.Part()' will always throw because: Failed to load assembly 'Gone'",
            "ILC: AOT analysis error IL1005: System.Linq.Parallel.Sort`2<Int32,Pair`2<Int32,Int32>>.Create<Int32>(): "
                + "Method will always throw because: Failed to load type 'System.Func`2' from assembly 'System.X'",
            "ILC: AOT analysis error IL1005: System.Linq.Parallel.Sort`2<Int32,Int32>.Create<Int32>(): Method will "
                + "always throw because: Failed to load type 'System.Func`2' from assembly 'System.Private'",
        ], "/tree", ["P"]);
        Assert.Contains("[Hello]Program.Main()", Assert.Single(broken));
        Assert.Equal(5, warnings.Count);
        Assert.StartsWith("Theseus.Cells/Hello/p.cs(5)", warnings[0]);
        Assert.Contains("[P]Optional.Part()", warnings[2]);
        Assert.StartsWith("of P ILC says", warnings[3]);
        Assert.StartsWith("2 instances of generic methods of the class library throw if they are called", warnings[4]);
    }

    [Theory]
    [InlineData("/tree/Theseus.Cells/Hello/p.cs(5): AOT analysis error IL1005: System.M(): Method will always throw")]
    [InlineData("ILC: AOT analysis error IL1005: Theseus.Cells.Hello.Program.Main(): Method will always throw because")]
    public void A_broken_method_of_ours_is_none_of_the_class_librarys(string line) =>
        Assert.Single(IlcOutput.Sort([line], "/tree", []).Broken);

    [Theory]
    [InlineData("System.Private.CoreLib", "S_P_CoreLib")]
    [InlineData("System.Text.Json", "System_Text_Json")]
    [InlineData("Hello", "Hello")]
    public void Assemblies_are_mangled_as_ILC_does(string name, string mangled) =>
        Assert.Equal(mangled, WorldSymbols.Mangle(name));

    [Theory]
    [InlineData("System.Collections.Generic.List`1", "System.Collections.Generic.List")]
    [InlineData("A`1+B`12", "A+B")]
    [InlineData("Plain", "Plain")]
    public void Arity_is_left_out_of_names(string name, string expected) =>
        Assert.Equal(expected, TypeText.WithoutArity(name));
}
