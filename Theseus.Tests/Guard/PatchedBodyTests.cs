using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>Instructions that no C# compiler writes, in programs that it made: each is refused by its rule.</summary>
public sealed class PatchedBodyTests
{
    private const string Program = """
        using System.Diagnostics.CodeAnalysis;
        static class Program
        {
            static void Main() { }
            static Span<int> Over(ref int x) => new(ref x);
            static Span<int> Kept(scoped Span<int> s) => default;
            static Span<int> Finally() { int x = 1; Span<int> s = default; try { Main(); } finally { s = Kept(Over(ref x)); } return s; }
            static Span<int> Filter() { int x = 1; Span<int> s = default; try { Main(); } catch (Exception) when ((s = Kept(Over(ref x))).Length < 9) { return s; } return default; }
            static Span<int> Late() { int x = 1; Span<int> s = default; try { try { Main(); } finally { Main(); } } catch (Exception) when ((s = Kept(Over(ref x))).Length > 9) { Main(); } catch (IOException) { return s; } return default; }
            static int Sum(ref int x) => x;
            static int Tail() { int x = 1; return Sum(ref x); }
            static Span<int> Unscoped() { Number n = default; n.Give(out var s); return Kept(s); }
            static void Alloc(int n) { int m = n; Sum(ref m); Keeper r = new() { Number = ref m }; Span<int> s = stackalloc int[4]; Sum(ref r.Number); s[0] = 1; }
            static int Initialised = 3;
            static void Begin() { Main(); }
        }
        ref struct Keeper { public ref int Number; }
        struct Number { int _x; [UnscopedRef] public void Give(out Span<int> s) => s = new Span<int>(ref _x); }
        ref struct Slot { Span<int> _s; public void Set(Span<int> s) => _s = s; }
        """;

    private static readonly Dictionary<string, (GuardRule Rule, Action<ModuleDefMD> Patch)> s_subjects = new()
    {
        ["a span that a finally handler leaves behind"] =
            (GuardRule.EscapingReference, m => m.Method("Program", "Finally").RemoveCalls("Kept")),
        ["a span that a filter leaves to its handler"] =
            (GuardRule.EscapingReference, m => m.Method("Program", "Filter").RemoveCalls("Kept")),
        ["a span that a filter leaves to another handler"] =
            (GuardRule.EscapingReference, m => m.Method("Program", "Late").RemoveCalls("Kept")),
        ["a span over a structure of the frame by an out parameter"] =
            (GuardRule.EscapingReference, m => m.Method("Program", "Unscoped").RemoveCalls("Kept")),
        ["a tail call with a reference into the frame"] = (GuardRule.EscapingReference, m => m.Method("Program", "Tail")
            .InsertBefore(Code.Call, new Instruction(OpCodes.Tailcall))),
        ["a tail call that goes on"] = (GuardRule.BadPrefix, m => m.Method("Program", "Finally")
            .InsertBefore(Code.Call, new Instruction(OpCodes.Tailcall))),
        ["a class constructor called"] = (GuardRule.UnverifiableInstruction, m => m.Method("Program", "Begin")
            .Body.Instructions[0].Operand = m.Method("Program", ".cctor")),
        ["a method that writes what it promised only to read"] =
            (GuardRule.ReadOnlyReference, m => m.Method("Slot", "Set").CustomAttributes.Add(
            new CustomAttribute(
                new MemberRefUser(m, ".ctor", MethodSig.CreateInstance(m.CorLibTypes.Void),
                    m.Core("System.Runtime.CompilerServices", "IsReadOnlyAttribute"))))),
        ["a length changed by a reference that a ref struct keeps"] = (GuardRule.BadRawData, WriteLengthByKeeper),
        ["an array of references"] = (GuardRule.GenericConstraint, m => m.Method("Program", "Tail")
            .Body.Variables.Add(new Local(new SZArraySig(new ByRefSig(m.CorLibTypes.Int32))))),
        ["a generic type without its arguments"] = (GuardRule.GenericConstraint, m => m.Method("Program", "Tail")
            .Body.Variables.Add(new Local(m.Import(typeof(List<>)).ToTypeSig()))),
    };

    public static TheoryData<string> Names => [.. s_subjects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_by_its_rule(string name)
    {
        (GuardRule rule, Action<ModuleDefMD> patch) = s_subjects[name];
        GuardWorld.AssertRefused(rule, GuardWorld.CheckPatched(Program, patch));
    }

    [Fact]
    public void What_was_changed_passes_as_it_was() => GuardWorld.AssertSafe(GuardWorld.CheckSource(Program));

    /// <summary>
    /// <c>stackalloc int[m]</c>, of which m is written between the memory and the span, by the reference in r.
    /// </summary>
    private static void WriteLengthByKeeper(ModuleDefMD module)
    {
        CilBody body = module.Method("Program", "Alloc").Body;
        IField kept = (IField)body.Instructions.First(i => i.OpCode.Code == Code.Stfld).Operand;
        IMethod span = (IMethod)body.Instructions.First(i => i.OpCode.Code == Code.Newobj).Operand;
        (Local keeper, Local length) = (body.Instructions.Select(i => i.Operand as Local)
            .First(v => v?.Type.TypeName == "Keeper")!,
            body.Variables.First(v => v.Type.ElementType == ElementType.I4));
        int from = body.Instructions.IndexOf(body.Instructions.First(i => i.OpCode.Code == Code.Stfld)) + 1;
        while (body.Instructions.Count > from)
        {
            body.Instructions.RemoveAt(from);
        }

        foreach (Instruction next in new[]
        {
            new Instruction(OpCodes.Ldloc, length), new Instruction(OpCodes.Conv_U), new Instruction(OpCodes.Ldc_I4_4),
                new Instruction(OpCodes.Mul_Ovf_Un), new Instruction(OpCodes.Localloc),
            new Instruction(OpCodes.Ldloc, keeper), new Instruction(OpCodes.Ldfld, kept),
                new Instruction(OpCodes.Ldc_I4, 1000), new Instruction(OpCodes.Stind_I4),
            new Instruction(OpCodes.Ldloc, length), new Instruction(OpCodes.Newobj, span),
                new Instruction(OpCodes.Pop), new Instruction(OpCodes.Ret),
        })
        {
            body.Instructions.Add(next);
        }
    }
}
