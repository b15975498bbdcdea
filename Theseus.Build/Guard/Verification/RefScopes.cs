using dnlib.DotNet;
using Theseus.Build.Guard.Types;

namespace Theseus.Build.Guard.Verification;

/// <summary>
/// Whether a reference that is given to a method may be in its result, as the C# compiler decides it from attributes
/// ("Low level struct improvements" of C# 11). Modules of older compilers are read the same way.
/// </summary>
public static class RefScopes
{
    private const string ScopedRef = "System.Runtime.CompilerServices.ScopedRefAttribute";
    private const string IsReadOnlyAttribute = "System.Runtime.CompilerServices.IsReadOnlyAttribute";
    private const string UnscopedRef = "System.Diagnostics.CodeAnalysis.UnscopedRefAttribute";

    public static bool IsOut(ParamDef? parameter) => parameter is { IsOut: true, IsIn: false };

    /// <summary><c>in</c> and <c>ref readonly</c>.</summary>
    public static bool IsReadOnly(ParamDef? parameter) => TypeSystem.Has(parameter, IsReadOnlyAttribute)
        || TypeSystem.Has(parameter, "System.Runtime.CompilerServices.RequiresLocationAttribute");

    /// <summary>A method of a structure promises not to write it.</summary>
    public static bool IsReadOnlyThis(MethodDef? method) => TypeSystem.Has(method, IsReadOnlyAttribute)
        || TypeSystem.Has(method?.DeclaringType, IsReadOnlyAttribute)
        || (method?.DeclaringType.Properties.Any(p => p.GetMethod == method && TypeSystem.Has(p, IsReadOnlyAttribute))
        ?? false);

    public static bool IsInitAccessor(MethodDef? method) =>
        method?.ReturnType is CModReqdSig { Modifier.FullName: "System.Runtime.CompilerServices.IsExternalInit" };

    /// <summary>The parameter's reference, or the value of a ref struct, must not outlive the call.</summary>
    public static bool IsScoped(MethodUse method, int number)
    {
        ParamDef? parameter = method.Parameter(number);
        if (TypeSystem.Has(parameter, ScopedRef))
        {
            return true;
        }

        return method.Parameters[number] is ByRefType && IsOut(parameter) && !TypeSystem.Has(parameter, UnscopedRef);
    }

    /// <summary><c>this</c> of a structure's method.</summary>
    public static bool IsThisScoped(MethodDef? method)
    {
        if (method is null || TypeSystem.Has(method, UnscopedRef))
        {
            return method is not null && !TypeSystem.Has(method, UnscopedRef);
        }

        return !method.DeclaringType.Properties.Any(p => (p.GetMethod == method || p.SetMethod == method)
            && TypeSystem.Has(p, UnscopedRef));
    }
}
