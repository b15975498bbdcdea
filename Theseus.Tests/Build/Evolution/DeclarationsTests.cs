using System.Reflection;
using System.Reflection.Emit;
using Theseus.Build.Evolution;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Build.Evolution;

/// <summary>What a compiled world does not show: fields that have changed places, overloads that were renumbered.
/// </summary>
public sealed class DeclarationsTests : IDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("theseus-test-");
    private int _count;

    public void Dispose() => _folder.Delete(recursive: true);

    private Declarations Of(Action<TypeBuilder> define)
    {
        PersistedAssemblyBuilder assembly = new(new AssemblyName("Shell"), typeof(object).Assembly);
        TypeBuilder type = assembly.DefineDynamicModule("Shell").DefineType("Shell.Job", TypeAttributes.Public);
        define(type);
        type.CreateType();
        string file = Path.Combine(_folder.FullName, $"{_count++}.dll");
        assembly.Save(file);
        return Declarations.Read([file]);
    }

    private static WorldBook Book(Declarations declarations) => new([], [], declarations.All, [])
    {
        State = default, World = default, Target = default, Generation = 0, Cells = [], Assemblies = [],
    };

    private static void Fields(TypeBuilder type, params (string Name, Type Type, FieldAttributes Attributes)[] fields)
    {
        foreach ((string name, Type of, FieldAttributes attributes) in fields)
        {
            type.DefineField(name, of, attributes);
        }
    }

    private static void Method(TypeBuilder type, string name, params Type[] parameters) =>
        type.DefineMethod(name, MethodAttributes.Public, typeof(void), parameters).GetILGenerator().Emit(OpCodes.Ret);

    [Fact]
    public void Fields_that_change_places_are_another_shape()
    {
        Declarations before = Of(t => Fields(t, ("a", typeof(int), 0), ("b", typeof(int), 0)));
        Declarations after = Of(t => Fields(t, ("b", typeof(int), 0), ("a", typeof(int), 0)));
        Assert.Equal([("Shell.Job", true)], after.ChangedSince(Book(before)));
        Assert.Empty(before.ChangedSince(Book(before)));
    }

    [Fact]
    public void A_constant_is_no_field()
    {
        Declarations before = Of(t => Fields(t, ("a", typeof(int), 0)));
        Declarations after = Of(t =>
        {
            Fields(t, ("a", typeof(int), 0));
            t.DefineField("Most", typeof(int), FieldAttributes.Static | FieldAttributes.Literal).SetConstant(7);
        });
        Assert.Empty(after.ChangedSince(Book(before)));
    }

    [Fact]
    public void An_overload_before_another_takes_its_name()
    {
        Declarations before = Of(t => Method(t, "Print", typeof(int)));
        Declarations after = Of(t =>
        {
            Method(t, "Print", typeof(string));
            Method(t, "Print", typeof(int));
        });
        Assert.Equal([("Shell.Job.Print", false)], after.ChangedSince(Book(before)));
    }

    [Fact]
    public void An_overload_behind_another_and_a_new_method_change_nothing()
    {
        Declarations before = Of(t => Method(t, "Print", typeof(int)));
        Declarations after = Of(t =>
        {
            Method(t, "First");
            Method(t, "Print", typeof(int));
            Method(t, "Print", typeof(string));
        });
        Assert.Empty(after.ChangedSince(Book(before)));
    }

    [Fact]
    public void Fields_that_changed_are_refused()
    {
        using EvolvingSources sources = new EvolvingSources().Function("Shell_Run", "ret").Use("Shell_Run");
        sources.Declarations = Of(t => Fields(t, ("a", typeof(int), 0), ("b", typeof(int), 0)));
        WorldBook running = sources.Build();
        sources.Declarations = Of(t => Fields(t, ("b", typeof(int), 0), ("a", typeof(int), 0)));
        Theseus.Build.BuildException refused = Assert.Throws<Theseus.Build.BuildException>(
            () => sources.Evolve(running));
        Assert.Equal("ShapeChanged", refused.Id);
        Assert.Contains("Shell.Job", refused.Message, StringComparison.Ordinal);
    }
}
