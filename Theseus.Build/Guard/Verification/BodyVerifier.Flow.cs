using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    /// <summary>IL offset of the instruction that is looked at.</summary>
    internal int Offset => _current < _body.Instructions.Count ? (int)_body.Instructions[_current].Offset : -1;

    /// <summary>A path reaches <paramref name="target"/> with <paramref name="state"/>.</summary>
    private void Flow(int target, State state)
    {
        if (state.Stack.Count > 0 && _regions.Clauses.Any(c => c.TryStart == target))
        {
            throw Bad(GuardRule.StackNotEmpty, "at the beginning of a protected region");
        }

        if (_before[target] is not { } known)
        {
            _before[target] = state.Copy();
            _work.Enqueue(target);
            return;
        }

        if (known.Stack.Count != state.Stack.Count)
        {
            throw Bad(GuardRule.StackMerge,
                $"{state.Stack.Count} and {known.Stack.Count} values at IL_{_body.Instructions[target].Offset:x4}");
        }

        // Numbers that grow from turn to turn: a loop's condition first bounds them again where it branches back.
        bool widens = ++_joins[target] > (target <= _current ? 64 : 2);
        bool changed = JoinVariables(known, state, widens);
        for (int i = 0; i < known.Stack.Count; i++)
        {
            Slot joined = Join(known.Stack[i], state.Stack[i], widens) ?? throw Bad(GuardRule.StackMerge,
                $"{state.Stack[i]} and {known.Stack[i]} at IL_{_body.Instructions[target].Offset:x4}");
            changed |= joined != known.Stack[i];
            known.Stack[i] = joined;
        }

        if (changed && !_work.Contains(target))
        {
            _work.Enqueue(target);
        }
    }

    private bool JoinVariables(State known, State state, bool widens)
    {
        bool changed = false;
        foreach ((Slot[] old, Slot[] @new) in new[] { (known.Locals, state.Locals),
            (known.Parameters, state.Parameters) })
        {
            for (int i = 0; i < old.Length; i++)
            {
                Slot joined = Join(old[i], @new[i], widens)
                    ?? throw Bad(GuardRule.StackMerge, $"variable {i} is {@new[i]} and {old[i]}");
                changed |= joined != old[i];
                old[i] = joined;
            }
        }

        if (known.IsBorn && !state.IsBorn)
        {
            (known.IsBorn, changed) = (false, true);
        }

        if (state.KeepsAddresses && !known.KeepsAddresses)
        {
            (known.KeepsAddresses, changed) = (true, true);
        }

        if (state.TakenReach > known.TakenReach)
        {
            (known.TakenReach, changed) = (state.TakenReach, true);
        }

        return changed;
    }

    private readonly HashSet<(Regions.Clause Clause, int Target)> _leaves = [];
    private readonly Dictionary<Regions.Clause, State> _ends = [];

    /// <summary>
    /// The finally handlers on the way run first, and what they did to variables holds at <paramref name="target"/>.
    /// </summary>
    private void LeaveThrough(int target)
    {
        foreach (Regions.Clause clause in _regions.Clauses.Where(c => c.IsFinally && c.InTry(_current)
            && !c.InTry(target)))
        {
            if (_leaves.Add((clause, target)) && _ends.TryGetValue(clause, out State? end))
            {
                Flow(target, end);
            }
        }
    }

    private void EndFinally(Regions.Clause clause, State state)
    {
        state.Stack.Clear();
        if (_ends.TryGetValue(clause, out State? known))
        {
            JoinVariables(known, state, widens: true);
        }
        else
        {
            _ends.Add(clause, state.Copy());
        }

        foreach ((_, int target) in _leaves.Where(l => l.Clause == clause).ToArray())
        {
            Flow(target, _ends[clause]);
        }
    }

    /// <summary>
    /// An exception may be thrown here: handlers of the regions around it begin with these variables. After a filter
    /// any handler may run: those of the frames within are yet to, and an exception in the filter itself only answers
    /// no.
    /// </summary>
    private void JoinHandlers(int at, State state)
    {
        bool inFilter = _regions.Clauses.Any(c => c.InFilter(at));
        foreach (Regions.Clause clause in _regions.Clauses)
        {
            if (!clause.InTry(at) && !inFilter)
            {
                continue;
            }

            foreach (int start in clause.FilterStart >= 0 ? new[] { clause.FilterStart, clause.Start } : [clause.Start])
            {
                State entry = state.Copy();
                entry.Stack.Clear();
                if (clause.FilterStart >= 0)
                {
                    entry.Stack.Add(new Slot(SlotKind.Object, _types.Object));
                }
                else if (!clause.IsFinally)
                {
                    entry.Stack.Add(new Slot(SlotKind.Object, Caught(clause)));
                }

                Flow(start, entry);
            }
        }
    }

    private CilType Caught(Regions.Clause clause)
    {
        CilType type = TypeOperand(clause.Handler.CatchType);
        return _types.IsReference(type) || type is ParameterType ? type
            : throw Bad(GuardRule.BadRegion, $"catches {type}, which is no class");
    }

    /// <param name="a">What was known.</param>
    /// <param name="b">What comes.</param>
    /// <param name="widens">A number that grows beyond what was known may be any that is larger, so that loops
    /// end.</param>
    /// <returns>null if the two cannot be one.</returns>
    private Slot? Join(Slot a, Slot b, bool widens)
    {
        if (a == b)
        {
            return a;
        }

        Slot both = a with
        {
            Reach = Narrower(a.Reach, b.Reach),
            IsResult = a.IsResult && b.IsResult,
            IsReadOnly = a.IsReadOnly || b.IsReadOnly,
            IsOutside = a.IsOutside || b.IsOutside || a.Local != b.Local,
            IsThis = a.IsThis && b.IsThis,
            Local = a.Local == b.Local ? a.Local : Slot.SeveralLocals,
            Low = a.Low is { } low && b.Low is { } other && low <= other ? low : null,
            High = a.Low <= b.Low ? a.High >= b.High ? a.High : a.High < b.High ? widens ? int.MaxValue : b.High : null
                : null,
            Length = a.Length == b.Length ? a.Length : null,
        };
        if (a.Source != b.Source || a.Scale != b.Scale || a.ScaleType != b.ScaleType)
        {
            both = both.WithoutSource;
        }

        if (a.Kind is SlotKind.Null or SlotKind.Object && b.Kind is SlotKind.Null or SlotKind.Object)
        {
            return a.Kind == SlotKind.Null ? both with { Kind = b.Kind, Type = b.Type, IsThis = b.IsThis }
                : b.Kind == SlotKind.Null ? both with { IsThis = a.IsThis }
                : both with { Type = _types.Join(a.Type!, b.Type!) };
        }

        if (a.Kind is SlotKind.Int32 or SlotKind.Native && b.Kind is SlotKind.Int32 or SlotKind.Native)
        {
            return both with { Kind = a.Kind == b.Kind ? a.Kind : SlotKind.Native };
        }

        if (a.Kind != b.Kind)
        {
            return null;
        }

        return a.Kind switch
        {
            SlotKind.Int64 or SlotKind.Float or SlotKind.Unborn => both,
            SlotKind.Value => a.Type == b.Type ? both : null,
            SlotKind.ByRef => _types.Reduced(a.Type!) == _types.Reduced(b.Type!) ? both : null,
            _ => null,
        };
    }

    private static Reach Narrower(Reach a, Reach b) => a > b ? a : b;

    /// <summary>
    /// What a variable of a type holds at first, or what an instruction gives that is known by its type alone.
    /// </summary>
    private Slot SlotOf(CilType type)
    {
        if (type is ByRefType reference)
        {
            return new Slot(SlotKind.ByRef, reference.Element) { IsOutside = true };
        }

        if (type is ParameterType)
        {
            return new Slot(SlotKind.Value, type);
        }

        SlotKind kind = _types.Primitive(_types.Underlying(type)) switch
        {
            dnlib.DotNet.ElementType.I8 or dnlib.DotNet.ElementType.U8 => SlotKind.Int64,
            dnlib.DotNet.ElementType.I or dnlib.DotNet.ElementType.U => SlotKind.Native,
            dnlib.DotNet.ElementType.R4 or dnlib.DotNet.ElementType.R8 => SlotKind.Float,
            not null => SlotKind.Int32,
            null => _types.IsValueType(type) ? SlotKind.Value : SlotKind.Object,
        };
        return kind is SlotKind.Value or SlotKind.Object ? new Slot(kind, type) : new Slot(kind);
    }

    /// <summary>
    /// A value may be where the type is asked for (ECMA-335 III.1.8.1.2.3, and the coercions of III.1.6).
    /// </summary>
    private bool Fits(Slot value, CilType type)
    {
        Slot wanted = SlotOf(type);
        return wanted.Kind switch
        {
            SlotKind.Int32 or SlotKind.Native => value.Kind is SlotKind.Int32 or SlotKind.Native,
            SlotKind.Object => value.Kind == SlotKind.Null
                || (value.Kind == SlotKind.Object && _types.IsAssignable(value.Type!, type)),
            SlotKind.Value => value.Kind is SlotKind.Value or SlotKind.FieldToken && value.Type == type,
            SlotKind.ByRef => value.Kind == SlotKind.ByRef
                && _types.Reduced(value.Type!) == _types.Reduced(wanted.Type!),
            _ => value.Kind == wanted.Kind,
        };
    }

    private void Require(Slot value, CilType type, string what)
    {
        if (!Fits(value, type))
        {
            throw Bad(GuardRule.TypeMismatch, $"{what} is {value}, not {type}");
        }
    }

    private Slot Pop(State state)
    {
        if (state.Stack.Count == 0)
        {
            throw Bad(GuardRule.StackUnderflow,
                $"{_body.Instructions[_current].OpCode.Name} finds nothing on the stack");
        }

        Slot top = state.Stack[^1];
        state.Stack.RemoveAt(state.Stack.Count - 1);
        return top;
    }

    private static void Push(State state, Slot slot) => state.Stack.Add(slot);
}
