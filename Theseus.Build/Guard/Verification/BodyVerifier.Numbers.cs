using dnlib.DotNet.Emit;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

public sealed partial class BodyVerifier
{
    private static bool IsInteger(Slot slot) => slot.Kind is SlotKind.Int32 or SlotKind.Int64 or SlotKind.Native;

    /// <summary>ECMA-335 III.1.5, table 4.</summary>
    private void RequireComparable(Slot a, Slot b, bool forEquality)
    {
        bool fits = (a.Kind, b.Kind) switch
        {
            (SlotKind.Int32 or SlotKind.Native, SlotKind.Int32 or SlotKind.Native) => true,
            (SlotKind.Int64, SlotKind.Int64) or (SlotKind.Float, SlotKind.Float) => true,
            (SlotKind.ByRef, SlotKind.ByRef) => true,
            (SlotKind.Object or SlotKind.Null, SlotKind.Object or SlotKind.Null) => forEquality,
            _ => false,
        };
        if (!fits)
        {
            throw Bad(GuardRule.TypeMismatch, $"compares {a} with {b}");
        }
    }

    private bool Arithmetic(Code code, State state)
    {
        switch (code)
        {
            case Code.Add or Code.Add_Ovf or Code.Add_Ovf_Un or Code.Sub or Code.Sub_Ovf or Code.Sub_Ovf_Un
                or Code.Mul or Code.Mul_Ovf or Code.Mul_Ovf_Un or Code.Div or Code.Rem:
            {
                (Slot b, Slot a) = (Pop(state), Pop(state));
                Push(state,
                    Binary(code, a, b, allowsFloat: code is Code.Add or Code.Sub or Code.Mul or Code.Div or Code.Rem));
                return true;
            }
            case Code.Div_Un or Code.Rem_Un or Code.And or Code.Or or Code.Xor:
            {
                (Slot b, Slot a) = (Pop(state), Pop(state));
                Push(state, Binary(code, a, b, allowsFloat: false));
                return true;
            }
            case Code.Shl or Code.Shr or Code.Shr_Un:
            {
                (Slot by, Slot value) = (Pop(state), Pop(state));
                if (!IsInteger(value) || by.Kind is not (SlotKind.Int32 or SlotKind.Native))
                {
                    throw Bad(GuardRule.TypeMismatch, $"shifts {value} by {by}");
                }

                Push(state, new Slot(value.Kind));
                return true;
            }
            case Code.Neg or Code.Not:
            {
                Slot value = Pop(state);
                if (!IsInteger(value) && !(code == Code.Neg && value.Kind == SlotKind.Float))
                {
                    throw Bad(GuardRule.TypeMismatch, $"{code} of {value}");
                }

                Push(state, new Slot(value.Kind));
                return true;
            }
            case Code.Ckfinite:
                Require(Pop(state) is { Kind: SlotKind.Float }, "ckfinite of what is no float");
                Push(state, new Slot(SlotKind.Float));
                return true;
            case Code.Ceq or Code.Cgt or Code.Cgt_Un or Code.Clt or Code.Clt_Un:
            {
                (Slot b, Slot a) = (Pop(state), Pop(state));
                RequireComparable(a, b, code is Code.Ceq or Code.Cgt_Un);
                Push(state, new Slot(SlotKind.Int32));
                return true;
            }
            default:
                return false;
        }
    }

    private void Require(bool holds, string what)
    {
        if (!holds)
        {
            throw Bad(GuardRule.TypeMismatch, what);
        }
    }

    private Slot Binary(Code code, Slot a, Slot b, bool allowsFloat)
    {
        if (a.Kind == SlotKind.StackMemory && code == Code.Add)
        {
            return Advance(a, b);
        }

        SlotKind kind = (a.Kind, b.Kind) switch
        {
            (SlotKind.Int32, SlotKind.Int32) => SlotKind.Int32,
            (SlotKind.Int32 or SlotKind.Native, SlotKind.Int32 or SlotKind.Native) => SlotKind.Native,
            (SlotKind.Int64, SlotKind.Int64) => SlotKind.Int64,
            (SlotKind.Float, SlotKind.Float) when allowsFloat => SlotKind.Float,
            _ => throw Bad(GuardRule.TypeMismatch, $"{code} of {a} and {b}"),
        };
        // The length of stackalloc: elements times the size of one, with a check.
        if (code is Code.Mul_Ovf_Un && kind == SlotKind.Native)
        {
            if (a.Source != default && a.Scale == 1 && a.ScaleType is null && b is { Constant: >= 0 and var size })
            {
                return a with { Kind = kind, Scale = size, Constant = null };
            }

            if (a.Source != default && a.Scale == 1 && a.ScaleType is null
                && b is { ScaleType: { } element, Source.IsKnown: false })
            {
                return a with { Kind = kind, ScaleType = element, Constant = null };
            }

            if (a is { Constant: >= 0 and var count } && b is { ScaleType: { } type, Source.IsKnown: false })
            {
                return new Slot(kind) { Scale = count, ScaleType = type };
            }

            if (a is { Constant: >= 0 and var x } && b is { Constant: >= 0 and var y }
                && Math.BigMul(x, y, out long low) == 0 && low >= 0)
            {
                return new Slot(kind) { Constant = low };
            }
        }

        if (code == Code.Add && kind == SlotKind.Int32 && a.Low is { } least && b.Constant is { } by
            && a.High + by <= int.MaxValue && least + by >= int.MinValue)
        {
            return new Slot(kind) { Low = least + by, High = a.High + by };
        }

        return new Slot(kind);
    }

    private bool Conversion(Code code, State state)
    {
        if (Converted(code) is not { } kind)
        {
            return false;
        }

        Slot value = Pop(state);
        if (!IsInteger(value) && value.Kind != SlotKind.Float)
        {
            throw Bad(GuardRule.TypeMismatch,
                $"{code} of {value}: an address made a number, as in unsafe code and nowhere else");
        }

        // conv.u of a length keeps what is known of it: the sign of a negative one makes it too large to reserve.
        bool keeps = code is Code.Conv_U or Code.Conv_I && value.Kind == SlotKind.Int32;
        Push(state, keeps ? value with { Kind = kind } : new Slot(kind));
        return true;
    }

    private static SlotKind? Converted(Code code) => code switch
    {
        Code.Conv_I1 or Code.Conv_I2 or Code.Conv_I4 or Code.Conv_U1 or Code.Conv_U2 or Code.Conv_U4
            or Code.Conv_Ovf_I1 or Code.Conv_Ovf_I2 or Code.Conv_Ovf_I4 or Code.Conv_Ovf_U1 or Code.Conv_Ovf_U2
            or Code.Conv_Ovf_U4
            or Code.Conv_Ovf_I1_Un or Code.Conv_Ovf_I2_Un or Code.Conv_Ovf_I4_Un
            or Code.Conv_Ovf_U1_Un or Code.Conv_Ovf_U2_Un or Code.Conv_Ovf_U4_Un => SlotKind.Int32,
        Code.Conv_I8 or Code.Conv_U8 or Code.Conv_Ovf_I8 or Code.Conv_Ovf_U8 or Code.Conv_Ovf_I8_Un
            or Code.Conv_Ovf_U8_Un => SlotKind.Int64,
        Code.Conv_I or Code.Conv_U or Code.Conv_Ovf_I or Code.Conv_Ovf_U or Code.Conv_Ovf_I_Un or Code.Conv_Ovf_U_Un =>
            SlotKind.Native,
        Code.Conv_R4 or Code.Conv_R8 or Code.Conv_R_Un => SlotKind.Float,
        _ => null,
    };
}
