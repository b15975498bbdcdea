using System.Reflection;
using System.Runtime.CompilerServices;
using System.Runtime.Loader;
using System.Text;
using Theseus.Build;
using Theseus.Build.World;
using Theseus.Format;
using Xunit;

namespace Theseus.Tests.Drivers;

/// <summary>
/// What a driver that the kernel starts may keep, and where: the statics of a cell that <see cref="KernelCells"/> names
/// stay when a program ends, and all objects are put back. A static that referred to an object of a program's would
/// dangle.
/// </summary>
public sealed class DriverStateTests
{
    private const BindingFlags All = BindingFlags.Static | BindingFlags.Instance | BindingFlags.Public
        | BindingFlags.NonPublic | BindingFlags.DeclaredOnly;

    [Theory]
    [MemberData(nameof(Cells), true)]
    public void A_driver_whose_statics_stay_keeps_numbers_in_them_and_nothing_in_objects(string file)
    {
        FieldInfo[] fields = Fields(file);
        Assert.Equal([], fields.Where(f => f.IsStatic && HasReferences(f.FieldType)).Select(Name));
        Assert.Equal([], fields.Where(f => !f.IsStatic && !f.IsInitOnly && !f.DeclaringType!.IsValueType).Select(Name));
    }

    [Theory]
    [MemberData(nameof(Cells), false)]
    public void Another_driver_keeps_nothing_in_statics(string file) =>
        Assert.Equal([],
        Fields(file).Where(f => f.IsStatic && f.DeclaringType!.GetCustomAttribute<CompilerGeneratedAttribute>() == null)
            .Select(Name));

    [Fact]
    public void There_are_drivers_of_both_kinds() => Assert.All([true, false], stays => Assert.NotEmpty(Cells(stays)));

    public static TheoryData<string> Cells(bool statesStay) =>
        new(new ProjectSet(Workspace.Find()).Drivers.Where(
        d => KernelCells.Contains(Encoding.UTF8.GetBytes(d.AssemblyName)) == statesStay).Select(d => d.Assembly));

    private static FieldInfo[] Fields(string file)
    {
        AssemblyLoadContext context = new("driver");
        context.Resolving += (_, name) =>
            Path.Combine(Path.GetDirectoryName(file)!, $"{name.Name}.dll") is var near && File.Exists(near)
            ? context.LoadFromAssemblyPath(near) : null;
        return [.. context.LoadFromAssemblyPath(file).GetTypes()
            .Where(t => !t.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal)
                && t.DeclaringType?.Name.StartsWith("<PrivateImplementationDetails>", StringComparison.Ordinal) != true)
            .SelectMany(t => t.GetFields(All)).Where(f => !f.IsLiteral)];
    }

    private static bool HasReferences(Type type) => !type.IsValueType
        || (!type.IsPrimitive && !type.IsEnum
        && type.GetFields(All).Any(f => !f.IsStatic && f.FieldType != type && HasReferences(f.FieldType)));

    private static string Name(FieldInfo field) => $"{field.DeclaringType}.{field.Name}";
}
