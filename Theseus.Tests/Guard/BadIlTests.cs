using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>Instructions that no C# compiler writes: each kind of confusion is refused by its rule.</summary>
public sealed class BadIlTests
{
    /// <summary>By name: which rule refuses it, and how it is made.</summary>
    private static readonly Dictionary<string, (GuardRule Rule, Action<IlSubject> Write)> s_subjects = new()
    {
        ["an int as an object"] = (GuardRule.TypeMismatch, s => s.Emit(OpCodes.Ldc_I4_1)
            .Call(typeof(Console), "WriteLine", typeof(object)).Ret()),
        ["a string as an exception"] = (GuardRule.WrongReceiver, s => s.Emit(OpCodes.Ldstr, "x")
            .Callvirt(typeof(Exception), "get_Message").Emit(OpCodes.Pop).Ret()),
        ["an object as a string"] = (GuardRule.TypeMismatch, s => s.New(typeof(object))
            .Call(typeof(Console), "WriteLine", typeof(string)).Ret()),
        ["a merge of a number and a reference"] = (GuardRule.StackMerge, s =>
        {
            (Instruction other, Instruction end) = (s.Label(OpCodes.Ldstr, "x"), s.Label(OpCodes.Pop));
            s.Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Brfalse, other).Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Br, end)
                .Place(other).Place(end).Ret();
        }),
        ["a merge of different depths"] = (GuardRule.StackMerge, s =>
        {
            Instruction end = s.Label(OpCodes.Nop);
            s.Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Brfalse, end).Emit(OpCodes.Pop).Place(end)
                .Ret();
        }),
        ["an empty stack"] = (GuardRule.StackUnderflow, s => s.Emit(OpCodes.Pop).Ret()),
        ["a stack that is not empty at the end"] = (GuardRule.StackNotEmpty, s => s.Emit(OpCodes.Ldc_I4_0).Ret()),
        ["a method that goes on behind its end"] = (GuardRule.FallsOffTheEnd, s => s.Emit(OpCodes.Nop)),
        ["a constructor that calls none of its base"] = (GuardRule.UninitialisedThis, s => s.Constructor().Ret()),
        ["a constructor that uses this before its base"] = (GuardRule.UninitialisedThis, s => s.Constructor()
            .Emit(OpCodes.Ldarg_0).Callvirt(typeof(object), "ToString").Emit(OpCodes.Pop).Ret()),
        ["a constructor that calls one of another class"] = (GuardRule.UninitialisedThis, s => s.Constructor()
            .Emit(OpCodes.Ldarg_0).Call(typeof(Exception), ".ctor").Ret()),
        ["a reference to an int as one to a long"] = (GuardRule.TypeMismatch, s => s.Local(typeof(int))
            .Emit(OpCodes.Ldloca_S, 0).Emit(OpCodes.Ldind_I8).Emit(OpCodes.Pop).Ret()),
        ["a reference to a string as one to an object"] = (GuardRule.TypeMismatch, s => s.Local(typeof(string))
            .Emit(OpCodes.Ldloca_S, 0).New(typeof(object)).Type(OpCodes.Stobj, typeof(object)).Ret()),
        ["the address of an element of another type"] = (GuardRule.TypeMismatch, s =>
            s.Emit(OpCodes.Ldc_I4_1).Type(OpCodes.Newarr, typeof(string)).Emit(OpCodes.Ldc_I4_0)
            .Type(OpCodes.Ldelema, typeof(object)).Emit(OpCodes.Pop).Ret()),
        ["an element of a covariant array written by its address"] = (GuardRule.ReadOnlyReference, s =>
            s.Emit(OpCodes.Ldc_I4_1).Type(OpCodes.Newarr, typeof(string)).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Readonly)
            .Type(OpCodes.Ldelema, typeof(object))
                .New(typeof(object)).Emit(OpCodes.Stind_Ref).Ret()),
        ["an int array as one of longs"] = (GuardRule.TypeMismatch, s =>
            s.Emit(OpCodes.Ldc_I4_1).Type(OpCodes.Newarr, typeof(int)).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldelem_I8)
            .Emit(OpCodes.Pop).Ret()),
        ["a number stored in an array of references"] = (GuardRule.TypeMismatch, s =>
            s.Emit(OpCodes.Ldc_I4_1).Type(OpCodes.Newarr, typeof(object)).Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_5)
            .Emit(OpCodes.Stelem_Ref).Ret()),
        ["a boxed value changed"] = (GuardRule.ReadOnlyReference, s =>
            s.Emit(OpCodes.Ldc_I4_1).Type(OpCodes.Box, typeof(int)).Type(OpCodes.Unbox, typeof(int))
            .Emit(OpCodes.Ldc_I4_5).Emit(OpCodes.Stind_I4).Ret()),
        ["a character of a read-only span written"] =
            (GuardRule.ReadOnlyReference, s => s.Local(typeof(ReadOnlySpan<char>)).Emit(OpCodes.Ldloca_S, 0)
            .Emit(OpCodes.Ldc_I4_0)
            .Call(typeof(ReadOnlySpan<char>), "get_Item").Emit(OpCodes.Ldc_I4_5).Emit(OpCodes.Stind_I2).Ret()),
        ["a private method of the class library"] = (GuardRule.NotAccessible, s => s.Emit(OpCodes.Ldstr, "x")
            .Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4_0).Call(typeof(string), "InternalSubString").Emit(OpCodes.Pop)
            .Ret()),
        ["a delegate of a method with other parameters"] = (GuardRule.BadDelegate, s =>
            s.Emit(OpCodes.Ldnull).Function(typeof(Console), "WriteLine", typeof(string))
            .New(typeof(Action<int>), typeof(object), typeof(nint)).Emit(OpCodes.Pop).Ret()),
        ["a delegate over a number"] = (GuardRule.BadDelegate, s =>
            s.Emit(OpCodes.Ldnull).Emit(OpCodes.Ldc_I4_5).Emit(OpCodes.Conv_I)
            .New(typeof(Action<int>), typeof(object), typeof(nint)).Emit(OpCodes.Pop).Ret()),
        ["a delegate of another object's method"] = (GuardRule.BadDelegate, s =>
            s.New(typeof(object)).Function(typeof(Exception), "GetBaseException")
            .New(typeof(Func<Exception>), typeof(object), typeof(nint)).Emit(OpCodes.Pop).Ret()),
        ["a type argument against its constraint"] = (GuardRule.GenericConstraint, s =>
            s.Emit(OpCodes.Ldc_I4_0).NewOver(typeof(WeakReference<>), typeof(int)).Emit(OpCodes.Pop).Ret()),
        ["a ref struct as a type argument"] =
            (GuardRule.GenericConstraint, s => s.LocalOver(typeof(List<>), typeof(Span<int>)).Ret()),
        ["a branch out of a protected region"] = (GuardRule.BadRegion, s =>
        {
            Instruction end = s.Label(OpCodes.Ret);
            s.Try(() => s.Emit(OpCodes.Br, end)).Place(end);
        }),
        ["a branch into a protected region"] = (GuardRule.BadRegion, s =>
        {
            (Instruction inside, Instruction end) = (s.Label(OpCodes.Nop), s.Label(OpCodes.Ret));
            s.Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Brtrue, inside)
                .Try(() => s.Emit(OpCodes.Nop).Place(inside).Emit(OpCodes.Leave, end)).Place(end);
        }),
        ["a return out of a protected region"] = (GuardRule.BadRegion, s => s.Try(() => s.Ret()).Ret()),
        ["a handler that is fallen into"] = (GuardRule.BadRegion, s => s.Try(() => s.Emit(OpCodes.Nop)).Ret()),
        ["a number thrown"] = (GuardRule.TypeMismatch, s => s.Emit(OpCodes.Ldc_I4_1).Emit(OpCodes.Throw)),
        ["endfinally outside of a handler"] = (GuardRule.BadRegion, s => s.Emit(OpCodes.Endfinally)),
        ["endfilter outside of a filter"] = (GuardRule.BadRegion, s => s.Emit(OpCodes.Ldc_I4_0)
            .Emit(OpCodes.Endfilter)),
        ["rethrow outside of a handler"] = (GuardRule.BadRegion, s => s.Emit(OpCodes.Rethrow)),
        ["an object of an abstract class"] = (GuardRule.AbstractCall, s => s.New(typeof(Stream)).Emit(OpCodes.Pop)
            .Ret()),
        ["an abstract method called"] = (GuardRule.AbstractCall, s => s.Emit(OpCodes.Ldnull)
            .Call(typeof(Stream), "Flush").Ret()),
        ["a virtual method of another object called past its class"] = (GuardRule.NonVirtualCall, s =>
            s.New(typeof(Exception)).Call(typeof(Exception), "get_Message").Emit(OpCodes.Pop).Ret()),
        ["a read-only field written"] = (GuardRule.InitOnlyStore, s => s.Emit(OpCodes.Ldstr, "x")
            .Field(OpCodes.Stsfld, typeof(string), "Empty").Ret()),
        ["a read-only field written by its address"] =
            (GuardRule.ReadOnlyReference, s => s.Field(OpCodes.Ldsflda, typeof(string), "Empty")
            .Emit(OpCodes.Ldstr, "x").Emit(OpCodes.Stind_Ref).Ret()),
        ["a ref struct boxed"] = (GuardRule.BoxedByRefLike, s => s.Local(typeof(Span<int>)).Emit(OpCodes.Ldloc_0)
            .Type(OpCodes.Box, typeof(Span<int>)).Emit(OpCodes.Pop).Ret()),
        ["an array of a ref struct"] = (GuardRule.ByRefLikeStored, s => s.Emit(OpCodes.Ldc_I4_1)
            .Type(OpCodes.Newarr, typeof(Span<int>)).Emit(OpCodes.Pop).Ret()),
        ["a ref struct in a field of a class"] = (GuardRule.ByRefLikeStored, s => s.FieldOf(typeof(Span<int>)).Ret()),
        ["a reference as a number"] = (GuardRule.TypeMismatch, s => s.Local(typeof(int)).Emit(OpCodes.Ldloca_S, 0)
            .Emit(OpCodes.Conv_U).Emit(OpCodes.Pop).Ret()),
        ["an object as a number"] = (GuardRule.TypeMismatch, s => s.Emit(OpCodes.Ldstr, "x").Emit(OpCodes.Conv_U)
            .Emit(OpCodes.Pop).Ret()),
        ["a reference moved"] = (GuardRule.TypeMismatch, s => s.Local(typeof(int)).Emit(OpCodes.Ldloca_S, 0)
            .Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Add).Emit(OpCodes.Pop).Ret()),
        ["a number read as an address"] = (GuardRule.TypeMismatch, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U)
            .Emit(OpCodes.Ldind_I4).Emit(OpCodes.Pop).Ret()),
        ["a number written as an address"] = (GuardRule.TypeMismatch, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U)
            .Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Stind_I4).Ret()),
        ["memory of the frame filled beyond its end"] =
            (GuardRule.UnverifiableInstruction, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U)
            .Emit(OpCodes.Localloc)
            .Emit(OpCodes.Ldc_I4_0).Emit(OpCodes.Ldc_I4, 9).Emit(OpCodes.Initblk).Ret()),
        ["initblk"] = (GuardRule.UnverifiableInstruction, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Ldc_I4_8)
            .Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Initblk).Ret()),
        ["cpblk"] = (GuardRule.UnverifiableInstruction, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Ldc_I4_8)
            .Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Cpblk).Ret()),
        ["arglist"] = (GuardRule.UnverifiableInstruction, s => s.Emit(OpCodes.Arglist).Emit(OpCodes.Pop).Ret()),
        ["mkrefany"] = (GuardRule.UnverifiableInstruction, s => s.Local(typeof(int)).Emit(OpCodes.Ldloca_S, 0)
            .Type(OpCodes.Mkrefany, typeof(int)).Emit(OpCodes.Pop).Ret()),
        ["a span over a number"] = (GuardRule.UnverifiableInstruction, s =>
            s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Ldc_I4_8).NewSpan(typeof(Span<int>))
            .Emit(OpCodes.Pop).Ret()),
        ["a span larger than its memory"] = (GuardRule.BadRawData, s =>
            s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Localloc).Emit(OpCodes.Ldc_I4_8)
            .NewSpan(typeof(Span<int>)).Emit(OpCodes.Pop).Ret()),
        ["a span of references over memory of the frame"] = (GuardRule.BadRawData, s =>
            s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Localloc).Emit(OpCodes.Ldc_I4_1)
            .NewSpan(typeof(Span<string>)).Emit(OpCodes.Pop).Ret()),
        ["a span of which the length changed meanwhile"] = (GuardRule.BadRawData, s => s.Local(typeof(int))
            .Emit(OpCodes.Ldloc_0).Emit(OpCodes.Conv_U).Emit(OpCodes.Ldc_I4_4).Emit(OpCodes.Mul_Ovf_Un)
            .Emit(OpCodes.Localloc)
            .Emit(OpCodes.Ldc_I4, 1000).Emit(OpCodes.Stloc_0).Emit(OpCodes.Ldloc_0).NewSpan(typeof(Span<int>))
            .Emit(OpCodes.Pop).Ret()),
        ["memory of the frame as a number"] = (GuardRule.TypeMismatch, s =>
            s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Localloc).Emit(OpCodes.Conv_U8).Emit(OpCodes.Pop)
            .Ret()),
        ["a local variable returned by reference"] =
            (GuardRule.EscapingReference, s => s.Returns(typeof(int), byReference: true).Local(typeof(int))
            .Emit(OpCodes.Ldloca_S, 0).Ret()),
        ["memory of the frame returned"] = (GuardRule.EscapingReference, s => s.Returns(typeof(Span<int>))
            .Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U).Emit(OpCodes.Localloc)
            .Emit(OpCodes.Ldc_I4_2).NewSpan(typeof(Span<int>)).Ret()),
        ["a span over a local variable returned"] = (GuardRule.EscapingReference, s => s.Returns(typeof(Span<int>))
            .Local(typeof(int)).Emit(OpCodes.Ldloca_S, 0)
            .NewSpan(typeof(Span<int>), overReference: true).Ret()),
        ["a slice of memory of the frame returned"] = (GuardRule.EscapingReference, s => s.Returns(typeof(Span<int>))
            .Local(typeof(Span<int>)).Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_U)
            .Emit(OpCodes.Localloc).Emit(OpCodes.Ldc_I4_2).NewSpan(typeof(Span<int>)).Emit(OpCodes.Stloc_0)
            .Emit(OpCodes.Ldloca_S, 0).Emit(OpCodes.Ldc_I4_1)
            .Call(typeof(Span<int>), "Slice", typeof(int)).Ret()),
        ["variables that are not zeroed"] = (GuardRule.LocalsNotZeroed, s => s.Local(typeof(Span<int>)).NotZeroed()
            .Ret()),
        ["a branch between a prefix and its instruction"] = (GuardRule.BadBranch, s =>
        {
            Instruction inside = s.Label(OpCodes.Ldind_I4);
            s.Local(typeof(int)).Emit(OpCodes.Ldloca_S, 0).Emit(OpCodes.Br, inside).Emit(OpCodes.Volatile).Place(inside)
                .Emit(OpCodes.Pop).Ret();
        }),
        ["a pointer as a local variable"] = (GuardRule.PointerType, s => s.PointerLocal().Ret()),
        ["calli"] = (GuardRule.UnverifiableInstruction, s => s.Emit(OpCodes.Ldc_I4_8).Emit(OpCodes.Conv_I).Calli()
            .Ret()),
        ["jmp"] = (GuardRule.UnverifiableInstruction, s => s.Jmp()),
        ["a method made by the runtime"] = (GuardRule.RuntimeSymbol, s => s.Ret().InternalCall()),
        ["an override with another signature"] = (GuardRule.BadOverride, s => s.Ret().OverrideByString()),
        ["an assembly with a name of the class library"] = (GuardRule.NameIsTaken, s => s.Ret()
            .Named("System.Private.TypeLoader")),
        ["a class that derives from a sealed one"] = (GuardRule.BadBase, s => s.Ret().Derives(typeof(string))),
        ["a class that derives from Array"] = (GuardRule.BadBase, s => s.Ret().Derives(typeof(Array))),
    };

    public static TheoryData<string> Names => [.. s_subjects.Keys];

    [Theory]
    [MemberData(nameof(Names))]
    public void Is_refused_by_its_rule(string name)
    {
        (GuardRule rule, Action<IlSubject> write) = s_subjects[name];
        IlSubject subject = new();
        write(subject);
        GuardWorld.AssertRefused(rule, GuardWorld.CheckModule(subject.Module));
    }

    [Fact]
    public void A_finding_says_rule_assembly_method_offset_and_what()
    {
        IlSubject subject = new();
        subject.Emit(OpCodes.Nop).Emit(OpCodes.Ldc_I4_1).Call(typeof(Console), "WriteLine", typeof(object)).Ret();
        Finding finding = Assert.Single(GuardWorld.CheckModule(subject.Module));
        Assert.Equal("THS1063", finding.Id);
        Assert.Equal("THS1063 TypeMismatch: Subject: System.Void Subject::Run(), IL_0002: "
            + "argument 1 of System.Console::WriteLine is int32, not System.Object", finding.ToString());
    }
}
