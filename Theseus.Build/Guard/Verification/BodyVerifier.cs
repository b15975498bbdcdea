using System.Collections.Immutable;
using dnlib.DotNet;
using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// Verifies one method: follows every path through its instructions with the types of what is on the evaluation stack
/// (ECMA-335 III.1.8), and with what may refer to the call's own frame.
/// <para>The problem: the compiler of the world believes its input. The idea is the standard's own: each instruction
/// has a state before it; where paths meet, the states are joined until none changes. Three additions, because C# today
/// is safe where the standard's letter is not: memory that <c>stackalloc</c> reserves and raw data are types of their
/// own, which only become the spans that the C# compiler makes of them; references that nothing may be written through
/// are told apart; and references into the frame are followed, so that none is returned or stored where it outlives the
/// call.</para>
/// </summary>
public sealed partial class BodyVerifier
{
    private readonly TypeSystem _types;
    private readonly AccessRules _access;
    private readonly MethodDef _method;
    private readonly CilBody _body;
    private readonly GenericContext _context;
    private readonly NamedType _self;
    private readonly MethodUse _signature;
    private readonly CilType[] _locals;
    private readonly CilType[] _parameters;
    private readonly HashSet<Variable> _addressTaken = [];
    private readonly HashSet<Variable> _numbersTaken = [];
    private readonly Dictionary<Instruction, int> _index = [];
    private readonly State?[] _before;
    private readonly int[] _joins;
    private readonly Queue<int> _work = [];
    private readonly Regions _regions;

    private BodyVerifier(TypeSystem types, AccessRules access, MethodDef method)
    {
        (_types, _access, _method, _body) = (types, access, method, method.Body);
        _context = GenericContext.Of(method);
        _self = new NamedType(method.DeclaringType, _context.OfType);
        _signature = MethodUse.Of(types, method, _self, _context.OfMethod);
        _locals = [.. _body.Variables.Select(v => types.From(v.Type, _context))];
        _parameters = _signature.HasThis
            ? [types.IsValueType(_self) ? new ByRefType(_self) : _self, .. _signature.Parameters]
            : [.. _signature.Parameters];
        for (int i = 0; i < _body.Instructions.Count; i++)
        {
            _index[_body.Instructions[i]] = i;
        }

        _before = new State?[_body.Instructions.Count];
        _joins = new int[_body.Instructions.Count];
        _regions = new Regions(_body, _index);
    }

    /// <returns>null if the method is verified.</returns>
    public static Finding? Verify(TypeSystem types, AccessRules access, MethodDef method)
    {
        BodyVerifier? verifier = null;
        try
        {
            verifier = new BodyVerifier(types, access, method);
            verifier.Run();
            return null;
        }
        catch (RefusedException refused)
        {
            return verifier.Found(method, refused.Rule, refused.Message);
        }
        catch (UnresolvedException missing) when (!missing.IsMissing)
        {
            return verifier.Found(method, GuardRule.Unresolved, missing.Message);
        }
        catch (UnresolvedException)
        {
            // A local variable or a parameter of a type that is nowhere: the compiler makes a method of this that
            // throws.
            return null;
        }
    }

    private void Run()
    {
        CheckShape();
        Flow(0, Entry());
        while (_work.TryDequeue(out int at))
        {
            Follow(at);
        }
    }

    private void CheckShape()
    {
        if (_body.Instructions.Count == 0)
        {
            throw new RefusedException(GuardRule.FallsOffTheEnd, "no instructions");
        }

        foreach (CilType type in _locals.Concat(_parameters))
        {
            CheckType(type);
        }

        if (_signature.Returns is { } returns)
        {
            CheckType(returns);
        }

        if (!_body.InitLocals && (_locals.Length > 0 || _body.Instructions.Any(i => i.OpCode.Code == Code.Localloc)))
        {
            throw new RefusedException(GuardRule.LocalsNotZeroed, "local variables are not zeroed (SkipLocalsInit)");
        }

        for (int i = 0; i < _body.Instructions.Count; i++)
        {
            _current = i;
            Instruction instruction = _body.Instructions[i];
            CheckOperand(instruction);
            if (instruction.OpCode.Code is Code.Ldloca or Code.Ldloca_S)
            {
                _addressTaken.Add(new Variable(true, false, LocalOf(instruction)));
            }
            else if (instruction.OpCode.Code is Code.Ldarga or Code.Ldarga_S)
            {
                _addressTaken.Add(new Variable(true, true, ParameterOf(instruction)));
            }
        }

        _numbersTaken.UnionWith(
            _addressTaken.Where(
                v => SlotOf(v.IsParameter ? _parameters[v.Index] : _locals[v.Index]).Kind == SlotKind.Int32));
        _regions.Check();
    }

    /// <summary>An operand that the reader could not make sense of is null.</summary>
    private void CheckOperand(Instruction instruction)
    {
        switch (instruction.OpCode.OperandType)
        {
            case OperandType.InlineBrTarget or OperandType.ShortInlineBrTarget:
                RequireTarget(instruction.Operand as Instruction);
                break;
            case OperandType.InlineSwitch:
                foreach (Instruction target in instruction.Operand as IList<Instruction>
                    ?? throw Bad(GuardRule.BadBranch, "a switch without targets"))
                {
                    RequireTarget(target);
                }

                break;
            case OperandType.InlineNone or OperandType.InlinePhi:
                break;
            default:
                if (instruction.Operand is null)
                {
                    throw Bad(GuardRule.UnverifiableInstruction,
                        $"{instruction.OpCode.Name} with an operand that is nothing");
                }

                break;
        }
    }

    private void RequireTarget(Instruction? target)
    {
        if (target is null || !_index.TryGetValue(target, out int at))
        {
            throw Bad(GuardRule.BadBranch, "to no instruction");
        }

        if (at > 0 && _body.Instructions[at - 1].OpCode.OpCodeType == OpCodeType.Prefix)
        {
            throw Bad(GuardRule.BadBranch, $"between a prefix and its instruction, to IL_{target.Offset:x4}");
        }
    }

    private State Entry() => new()
    {
        Stack = [],
        Locals = [.. _locals.Select(SlotOf)],
        Parameters = [.. _parameters.Select((_, i) => EntryParameter(i))],
        IsBorn = !IsClassConstructor,
    };

    private bool IsClassConstructor => _method.IsInstanceConstructor && !_types.IsValueType(_self)
        && _self != _types.Object;

    /// <summary>From one instruction until the path ends or meets another one.</summary>
    private void Follow(int at)
    {
        State state = _before[at]!.Copy();
        while (true)
        {
            _current = at;
            JoinHandlers(at, state);
            bool goesOn = Step(at, ref at, state);
            JoinHandlers(_current, state);
            if (!goesOn)
            {
                return;
            }

            if (at >= _body.Instructions.Count)
            {
                throw Bad(GuardRule.FallsOffTheEnd, "the last instruction goes on");
            }

            _regions.RequireFallThrough(_current, at);
            if (_regions.IsBlockStart(at) || _before[at] is not null)
            {
                Flow(at, state);
                return;
            }
        }
    }

    private int _current;

    private RefusedException Bad(GuardRule rule, string what) => new(rule, what);

    private int LocalOf(Instruction instruction)
    {
        Local local = instruction.GetLocal(_body.Variables);
        return local is null ? throw Bad(GuardRule.UnverifiableInstruction, "no such local variable") : local.Index;
    }

    private int ParameterOf(Instruction instruction)
    {
        int index = instruction.GetParameterIndex();
        return index < 0 || index >= _parameters.Length
            ? throw Bad(GuardRule.UnverifiableInstruction, "no such parameter") : index;
    }
}

/// <summary>Makes findings of a verifier that may not have come into being.</summary>
internal static class Findings
{
    public static Finding Found(this BodyVerifier? verifier, MethodDef method, GuardRule rule, string what) =>
        new(rule, method.Module.Assembly?.Name ?? method.Module.Name, method.FullName, verifier?.Offset ?? -1, what);
}
