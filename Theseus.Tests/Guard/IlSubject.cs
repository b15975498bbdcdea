using dnlib.DotNet;
using dnlib.DotNet.Emit;

namespace Theseus.Tests.Guard;

/// <summary>A module with one method whose instructions a test writes one by one.</summary>
internal sealed class IlSubject
{
    private readonly TypeDefUser _type;
    private MethodDefUser _method;

    public IlSubject()
    {
        Module = new ModuleDefUser("Subject.dll", Guid.NewGuid(),
            new AssemblyRefUser(typeof(object).Assembly.GetName())) { Kind = ModuleKind.Dll };
        new AssemblyDefUser("Subject", new Version(1, 0)).Modules.Add(Module);
        _type = new TypeDefUser("Subject",
            Module.CorLibTypes.Object.TypeDefOrRef) { Attributes = TypeAttributes.Public };
        Module.Types.Add(_type);
        _method = new MethodDefUser("Run", MethodSig.CreateStatic(Module.CorLibTypes.Void),
            MethodAttributes.Public | MethodAttributes.Static)
        {
            Body = new CilBody { InitLocals = true, KeepOldMaxStack = true, MaxStack = 9 },
        };
        _type.Methods.Add(_method);
    }

    public ModuleDefUser Module { get; }

    public IlSubject Emit(OpCode code) => Place(new Instruction(code));
    public IlSubject Emit(OpCode code, string text) => Place(new Instruction(code, text));
    public IlSubject Emit(OpCode code, int number) =>
        Place(new Instruction(code, code.OperandType == OperandType.ShortInlineVar ? _method.Body.Variables[number]
        : number));
    public IlSubject Emit(OpCode code, Instruction target) => Place(new Instruction(code, target));
    public IlSubject Ret() => Emit(OpCodes.Ret);
    public IlSubject Type(OpCode code, Type type) => Place(new Instruction(code, Module.Import(type)));

    public Instruction Label(OpCode code, string? text = null) => text is null ? new Instruction(code)
        : new Instruction(code, text);

    public IlSubject Place(Instruction instruction)
    {
        _method.Body.Instructions.Add(instruction);
        return this;
    }

    public IlSubject Call(Type type, string name, params Type[] parameters) =>
        Place(new Instruction(OpCodes.Call, Find(type, name, parameters)));
    public IlSubject Callvirt(Type type, string name) => Place(new Instruction(OpCodes.Callvirt, Find(type, name, [])));
    public IlSubject Function(Type type, string name, params Type[] parameters) =>
        Place(new Instruction(OpCodes.Ldftn, Find(type, name, parameters)));
    public IlSubject New(Type type, params Type[] parameters) =>
        Place(new Instruction(OpCodes.Newobj, Find(type, ".ctor", parameters)));

    /// <summary>The constructor (T) of a generic class over a type that C# would refuse.</summary>
    public IlSubject NewOver(Type open, Type argument)
    {
        GenericInstSig owner = new((ClassSig)Module.Import(open).ToTypeSig(), Module.Import(argument).ToTypeSig());
        return Place(new Instruction(OpCodes.Newobj, new MemberRefUser(Module, ".ctor",
            MethodSig.CreateInstance(Module.CorLibTypes.Void, new GenericVar(0)), new TypeSpecUser(owner))));
    }

    /// <param name="span">A span type.</param>
    /// <param name="overReference">Over a reference to one element instead of an address and a length.</param>
    public IlSubject NewSpan(Type span, bool overReference = false)
    {
        TypeSig[] parameters = overReference ? [new ByRefSig(new GenericVar(0))]
            : [new PtrSig(Module.CorLibTypes.Void), Module.CorLibTypes.Int32];
        return Place(new Instruction(OpCodes.Newobj, new MemberRefUser(Module, ".ctor",
            MethodSig.CreateInstance(Module.CorLibTypes.Void, parameters), Module.Import(span))));
    }

    public IlSubject Field(OpCode code, Type type, string name) => Place(new Instruction(code,
        Module.Import(type.GetField(name) ?? throw new ArgumentException(name))));

    public IlSubject Local(Type type) => Variable(Module.Import(type).ToTypeSig());
    public IlSubject LocalOver(Type open, Type argument) =>
        Variable(new GenericInstSig((ClassSig)Module.Import(open).ToTypeSig(), Module.Import(argument).ToTypeSig()));
    public IlSubject PointerLocal() => Variable(new PtrSig(Module.CorLibTypes.Int32));

    private IlSubject Variable(TypeSig type)
    {
        _method.Body.Variables.Add(new Local(type));
        return this;
    }

    public IlSubject NotZeroed()
    {
        _method.Body.InitLocals = false;
        return this;
    }

    public IlSubject Returns(Type type, bool byReference = false)
    {
        TypeSig result = Module.Import(type).ToTypeSig();
        _method.MethodSig.RetType = byReference ? new ByRefSig(result) : result;
        return this;
    }

    /// <summary>Writes a constructor from here on.</summary>
    public IlSubject Constructor()
    {
        _type.Methods.Remove(_method);
        _method = new MethodDefUser(".ctor", MethodSig.CreateInstance(Module.CorLibTypes.Void),
            MethodAttributes.Public | MethodAttributes.SpecialName
                | MethodAttributes.RTSpecialName) { Body = new CilBody { InitLocals = true, KeepOldMaxStack = true,
                MaxStack = 8 } };
        _type.Methods.Add(_method);
        return this;
    }

    public IlSubject FieldOf(Type type)
    {
        _type.Fields.Add(new FieldDefUser("_field", new FieldSig(Module.Import(type).ToTypeSig())));
        return this;
    }

    /// <summary>A protected region that <paramref name="inside"/> writes, with an empty finally handler.</summary>
    public IlSubject Try(Action inside)
    {
        IList<Instruction> instructions = _method.Body.Instructions;
        int start = instructions.Count;
        inside();
        int handler = instructions.Count;
        Emit(OpCodes.Endfinally);
        Instruction end = new(OpCodes.Nop);
        Place(end);
        _method.Body.ExceptionHandlers.Add(new ExceptionHandler(ExceptionHandlerType.Finally)
        {
            TryStart = instructions[start], TryEnd = instructions[handler], HandlerStart = instructions[handler],
                HandlerEnd = end,
        });
        return this;
    }

    public IlSubject Calli() => Place(new Instruction(OpCodes.Calli, MethodSig.CreateStatic(Module.CorLibTypes.Void)));
    public IlSubject Jmp() => Place(new Instruction(OpCodes.Jmp, _method));

    public IlSubject InternalCall()
    {
        _type.Methods.Add(
            new MethodDefUser("Made", MethodSig.CreateStatic(Module.CorLibTypes.Void),
                MethodImplAttributes.InternalCall, MethodAttributes.Static));
        return this;
    }

    /// <summary>IComparable.CompareTo(object) by a method that takes a string.</summary>
    public IlSubject OverrideByString()
    {
        _type.Interfaces.Add(new InterfaceImplUser(Module.Import(typeof(IComparable))));
        MethodDefUser method = new("Compare",
            MethodSig.CreateInstance(Module.CorLibTypes.Int32, Module.CorLibTypes.String),
            MethodAttributes.Private | MethodAttributes.Virtual
                | MethodAttributes.NewSlot) { Body = new CilBody { KeepOldMaxStack = true, MaxStack = 8 } };
        method.Body.Instructions.Add(new Instruction(OpCodes.Ldc_I4_0));
        method.Body.Instructions.Add(new Instruction(OpCodes.Ret));
        _type.Methods.Add(method);
        method.Overrides.Add(
            new MethodOverride(method, (IMethodDefOrRef)Module.Import(typeof(IComparable).GetMethod("CompareTo"))));
        return this;
    }

    public IlSubject Named(string name)
    {
        Module.Assembly.Name = name;
        return this;
    }

    public IlSubject Derives(Type type)
    {
        _type.BaseType = Module.Import(type);
        return this;
    }

    private IMethod Find(Type type, string name, Type[] parameters)
    {
        const System.Reflection.BindingFlags all = System.Reflection.BindingFlags.Public
            | System.Reflection.BindingFlags.NonPublic
            | System.Reflection.BindingFlags.Instance | System.Reflection.BindingFlags.Static;
        System.Reflection.MethodBase? method = name == ".ctor"
            ? type.GetConstructor(all & ~System.Reflection.BindingFlags.Static, parameters)
            : type.GetMethods(all)
            .First(m => m.Name == name
            && (parameters.Length == 0 || m.GetParameters().Select(p => p.ParameterType).SequenceEqual(parameters)));
        return Module.Import(method ?? throw new ArgumentException($"{type}.{name}"));
    }
}
