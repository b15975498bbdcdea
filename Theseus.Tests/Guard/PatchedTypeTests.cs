using dnlib.DotNet;
using Theseus.Build.Guard;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>Types that no C# compiler writes: each is refused by its rule.</summary>
public sealed class PatchedTypeTests
{
    private const string Main = "static class Program { static void Main() { } } ";
    private const string ReadOnly = "System.Runtime.CompilerServices";

    private static readonly Dictionary<string, (GuardRule Rule, string Source, Action<ModuleDefMD> Patch)> s_subjects =
        new()
    {
        ["a class that is covariant"] =
            (GuardRule.BadVariance, "class Box<T> { public T Value = default!; }",
            m => Vary(m, "Box`1", GenericParamAttributes.Covariant)),
        ["a structure that is covariant"] =
            (GuardRule.BadVariance, "struct Box<T> { public T Value; }",
            m => Vary(m, "Box`1", GenericParamAttributes.Covariant)),
        ["an interface that takes what only comes out"] =
            (GuardRule.BadVariance, "interface ISet<T> { void Set(T value); }",
            m => Vary(m, "ISet`1", GenericParamAttributes.Covariant)),
        ["an interface that gives what only goes in"] =
            (GuardRule.BadVariance, "interface IGet<T> { T Get(); }",
            m => Vary(m, "IGet`1", GenericParamAttributes.Contravariant)),
        ["an interface that gives a reference to what comes out"] =
            (GuardRule.BadVariance, "interface IGet<T> { ref T Get(); }",
            m => Vary(m, "IGet`1", GenericParamAttributes.Covariant)),
        ["an interface that takes a list of what comes out"] =
            (GuardRule.BadVariance, "interface IGet<T> { List<T> Get(); }",
            m => Vary(m, "IGet`1", GenericParamAttributes.Covariant)),
        ["an interface that has one of what goes in"] =
            (GuardRule.BadVariance, "interface IGet<T> : IComparer<T> { }",
            m => Vary(m, "IGet`1", GenericParamAttributes.Covariant)),
        ["a delegate that takes what only comes out"] =
            (GuardRule.BadVariance, "delegate void D<T>(T value);",
            m => Vary(m, "D`1", GenericParamAttributes.Covariant)),
        ["a delegate with two Invokes"] = (GuardRule.BadDelegateType, "delegate void D(string s);", m => m.Type("D")
            .Methods.Add(
            new MethodDefUser("Invoke", MethodSig.CreateInstance(m.CorLibTypes.Void, m.CorLibTypes.Int64),
                MethodImplAttributes.Runtime,
                    MethodAttributes.Public | MethodAttributes.Virtual | MethodAttributes.HideBySig))),
        ["an enumeration larger than its number"] = (GuardRule.BadBase, "enum E { A }", m => m.Type("E")
            .ClassLayout = new ClassLayoutUser(0, 64)),
        ["an enumeration of a float"] = (GuardRule.BadBase, "enum E { }", m => m.Type("E")
            .Fields[0].FieldSig.Type = m.CorLibTypes.Double),
        ["a class without code for a method"] =
            (GuardRule.AbstractMember, "abstract class A { public abstract void M(); }", m => m.Type("A")
            .IsAbstract = false),
        ["a class without code for a base's method"] =
            (GuardRule.AbstractMember,
            "abstract class A { public abstract void M(); } class B : A { public override void M() { } }",
                m => m.Type("B").Methods.Remove(m.Method("B", "M"))),
        ["a ref struct that is a class"] = (GuardRule.BadBase, "class A { }", m => m.Type("A")
            .CustomAttributes.Add(Attribute(m, m.Core(ReadOnly, "IsByRefLikeAttribute")))),
        ["a reference to a ref struct in a field"] =
            (GuardRule.ByRefLikeStored, "ref struct R { public ref int F; }", m => m.Type("R")
            .Fields[0].FieldSig.Type = new ByRefSig(m.Import(typeof(Span<int>)).ToTypeSig())),
        ["an array of references in a field"] =
            (GuardRule.GenericConstraint, "class A { public int[]? F; }", m => m.Type("A")
            .Fields[0].FieldSig.Type = new SZArraySig(new ByRefSig(m.CorLibTypes.Int32))),
        ["a generic type without its arguments in a field"] =
            (GuardRule.GenericConstraint, "class A { public object? F; }", m => m.Type("A")
            .Fields[0].FieldSig.Type = m.Import(typeof(List<>)).ToTypeSig()),
        ["a field of a hidden nested type"] =
            (GuardRule.NotAccessible, "class A { public object? F; }", m => m.Type("A")
            .Fields[0].FieldSig.Type = new ClassSig(m.Core("System.Threading", "Thread", "StartHelper"))),
        ["fields that overlap beside a part that is nowhere"] = (GuardRule.OverlappingFields,
            "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct S { [System.Runtime.InteropServices.FieldOffset(0)] object A; "
                + "[System.Runtime.InteropServices.FieldOffset(0)] string B; static object? C; void M(object x) { } }",
            m =>
            {
                m.Type("S").Fields.First(f => f.IsStatic).FieldSig.Type = new ClassSig(m.Nowhere("N", "T"));
                m.Method("S", "M").MethodSig.Params[0] = new ClassSig(m.Nowhere("N", "U"));
                m.Type("S").Interfaces.Add(new InterfaceImplUser(m.Nowhere("N", "I")));
            }),
        ["a method that is asynchronous to the runtime"] =
            (GuardRule.ForbiddenAttribute, "class A { Task<string> M() => Task.FromResult(\"\"); }",
            m => m.Method("A", "M").ImplAttributes |= (MethodImplAttributes)0x2000),
        ["an attribute of the runtime from nowhere"] = (GuardRule.ForbiddenAttribute, "class A { }", m => m.Type("A")
            .CustomAttributes.Add(Attribute(m, m.Nowhere(ReadOnly, "EagerStaticClassConstructionAttribute")))),
        ["an assembly that its reader would take for the core library"] =
            (GuardRule.NameIsTaken, "class A { }", m => m.Assembly.Name = "corefx"),
        ["a method whose override asks for a class"] =
            (GuardRule.BadOverride, "interface I { void M<T>(T x); } class C : I { public void M<T>(T x) { } }",
            m => m.Method("C", "M").GenericParameters[0].HasReferenceTypeConstraint = true),
        ["a method whose override asks for a base"] =
            (GuardRule.BadOverride,
            "class B { public virtual void M<T>(T x) { } } class C : B { public override void M<T>(T x) { } }",
            m => m.Method("C", "M")
                .GenericParameters[0].GenericParamConstraints.Add(new GenericParamConstraintUser(m.Type("C")))),
        ["a method that overrides what it cannot see"] =
            (GuardRule.BadOverride, "class Evil() : Task(() => { }) { public virtual void InnerInvoke() { } }",
            m => m.Method("Evil", "InnerInvoke").IsNewSlot = false),
        ["a method that overrides a final one"] =
            (GuardRule.BadOverride,
            "class A { public virtual void M() { } } class B : A { public sealed override void M() { } } class C : B "
                + "{ public virtual new void M() { } }", m => m.Method("C", "M").IsNewSlot = false),
        ["a reference that callers may write, from a method that gives one to read"] =
            (GuardRule.BadOverride, "interface I { ref int M(); } class C : I { int _x; ref int I.M() => ref _x; }",
            m => m.Type("C").Methods.First(f => f.HasOverrides)
                .MethodSig.RetType = new CModReqdSig(m.Core("System.Runtime.InteropServices", "InAttribute"),
                new ByRefSig(m.CorLibTypes.Int32))),
        ["a promise that a base's method does not keep for an interface"] = (GuardRule.BadOverride,
            "interface I { Span<int> M(scoped Span<int> s); } class A { public virtual Span<int> M(Span<int> s) => "
                + "s; } class B : A { }", m => m.Type("B").Interfaces.Add(new InterfaceImplUser(m.Type("I")))),
        ["a promise that a method with an explicit override does not keep"] = (GuardRule.BadOverride,
            "class A { public virtual Span<int> M(scoped Span<int> s) => default; } interface I { Span<int> "
                + "N(Span<int> s); } class B : A, I { public override Span<int> M(scoped Span<int> s) => default; "
                + "public Span<int> N(Span<int> s) => s; }",
            m =>
            {
                m.Method("B", "M").ParamDefs[0].RemoveAttribute("ScopedRefAttribute");
                m.Method("B", "M").Overrides.Add(new MethodOverride(m.Method("B", "M"), m.Method("I", "N")));
                m.Type("B").Methods.Remove(m.Method("B", "N"));
            }),
        ["two types of one name"] =
            (GuardRule.AmbiguousForm, "class A { public long X; } class B { public object? X; }", m => m.Type("B")
            .Name = "A"),
        ["two fields of one name"] =
            (GuardRule.AmbiguousForm, "class A { public object? X; public string? Y; }", m => m.Type("A")
            .Fields[1].Name = "X"),
        ["two methods of one signature"] =
            (GuardRule.AmbiguousForm, "class A { void X(int a) { } void Y(int a) { } }", m => m.Method("A", "Y")
            .Name = "X"),
        ["two methods that differ by a modifier"] =
            (GuardRule.AmbiguousForm, "class A { void X(int a) { } void Y(int a) { } }", m =>
        {
            m.Method("A", "Y").MethodSig.Params[0] = new CModOptSig(m.Core("System", "Version"), m.CorLibTypes.Int32);
            m.Method("A", "Y").Name = "X";
        }),
        ["a type that is forwarded as well"] =
            (GuardRule.AmbiguousForm, "class A { }",
            m => m.ExportedTypes.Add(
                new ExportedTypeUser(m, 0, "", "A", TypeAttributes.Public,
                    m.Core("System", "Version").ResolutionScope as AssemblyRef))),
        ["a reference into a module"] = (GuardRule.AmbiguousForm, "class A { public object? F; }", m => m.Type("A")
            .Fields[0].FieldSig.Type = new ClassSig(new TypeRefUser(m, "", "A", m))),
    };

    public static TheoryData<string> Names => [.. s_subjects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_by_its_rule(string name)
    {
        (GuardRule rule, string source, Action<ModuleDefMD> patch) = s_subjects[name];
        GuardWorld.AssertSafe(name.Contains("overlap") ? [] : GuardWorld.CheckSource(Main + source));
        GuardWorld.AssertRefused(rule, GuardWorld.CheckPatched(Main + source, patch));
    }

    private static void Vary(ModuleDefMD module, string type, GenericParamAttributes variance) =>
        module.Type(type).GenericParameters[0].Variance = variance;

    private static CustomAttribute Attribute(ModuleDefMD module, ITypeDefOrRef type) =>
        new(new MemberRefUser(module, ".ctor", MethodSig.CreateInstance(module.CorLibTypes.Void),
        (IMemberRefParent)type));
}
