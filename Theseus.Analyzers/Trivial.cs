using System.Collections.Concurrent;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;
using Microsoft.CodeAnalysis.Operations;

namespace Theseus.Analyzers;

/// <summary>
/// Tells of constructors of structs, and of methods that are one expression, that nothing in them can throw: they only
/// copy parameters, fields and automatic properties and calculate without checks. Sees the source of one compilation;
/// what comes from another must say [NeverThrows].
/// </summary>
internal sealed class Trivial(Compilation compilation)
{
    private readonly ConcurrentDictionary<IMethodSymbol, bool> _known = new(SymbolEqualityComparer.Default);

    public bool Is(IMethodSymbol method) =>
        SymbolEqualityComparer.Default.Equals(method.ContainingAssembly, compilation.Assembly)
        && _known.GetOrAdd(method.OriginalDefinition, Find);

    private bool Find(IMethodSymbol method)
    {
        if (method.ContainingType is not { } type || type.StaticConstructors.Any(c => !c.IsImplicitlyDeclared)
            || method.DeclaringSyntaxReferences.Length != 1)
        {
            return false;
        }

        SyntaxNode syntax = method.DeclaringSyntaxReferences[0].GetSyntax();
        return (method.MethodKind, syntax) switch
        {
            (MethodKind.Constructor, TypeDeclarationSyntax) => type.IsValueType && AreInitialisers(type),
            (MethodKind.Constructor, ConstructorDeclarationSyntax) => type.IsValueType && AreInitialisers(type)
                && IsSyntax(syntax),
            (MethodKind.Ordinary, MethodDeclarationSyntax { ExpressionBody: not null }) =>
                (type.IsValueType || method.IsStatic)
                && !method.ReturnsVoid && !method.IsAsync && !method.IsVirtual && !method.IsAbstract
                && !method.IsOverride && IsSyntax(syntax),
            _ => false,
        };
    }

    private bool AreInitialisers(INamedTypeSymbol type) => type.DeclaringSyntaxReferences.Select(r => r.GetSyntax())
        .OfType<TypeDeclarationSyntax>().SelectMany(t => t.Members).SelectMany(m => m switch
        {
            FieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Initializer),
            EventFieldDeclarationSyntax field => field.Declaration.Variables.Select(v => v.Initializer),
            PropertyDeclarationSyntax property => [property.Initializer],
            _ => [],
        }).All(i => i is null || IsSyntax(i));

    private bool IsSyntax(SyntaxNode syntax)
    {
#pragma warning disable RS1030 // One member, asked for only where an owned value is held across a call of it.
        IOperation? operation = compilation.GetSemanticModel(syntax.SyntaxTree).GetOperation(syntax);
#pragma warning restore RS1030
        return operation is not null && operation.DescendantsAndSelf().All(IsOperation);
    }

    private static bool IsOperation(IOperation operation) => operation switch
    {
        IConstructorBodyOperation or IMethodBodyOperation or IBlockOperation or IExpressionStatementOperation
            or IFieldInitializerOperation or IPropertyInitializerOperation => true,
        IReturnOperation => operation.Kind == OperationKind.Return,
        ILiteralOperation or IDefaultValueOperation or IParameterReferenceOperation or IInstanceReferenceOperation =>
            true,
        ISimpleAssignmentOperation or ITupleOperation or IConditionalOperation => true,
        IDeconstructionAssignmentOperation { Value: ITupleOperation
            or IConversionOperation { Operand: ITupleOperation } } => true,
        IFieldReferenceOperation { Field: var field, Instance: var instance } =>
            field.IsConst || !field.IsStatic && field.RefKind == RefKind.None && IsThere(instance),
        IPropertyReferenceOperation { Property: var property, Instance: var instance } => IsAutomatic(property)
            && IsThere(instance),
        IConversionOperation conversion => IsConversion(conversion),
        IUnaryOperation { OperatorMethod: null, IsChecked: false, Type.IsValueType: true } => true,
        IBinaryOperation { OperatorMethod: null, IsChecked: false,
            Type: { IsValueType: true, SpecialType: not SpecialType.System_Decimal } } binary =>
            binary.OperatorKind is not (BinaryOperatorKind.Divide or BinaryOperatorKind.Remainder),
        _ => false,
    };

    /// <summary>The receiver of a member cannot be null.</summary>
    private static bool IsThere(IOperation? instance) =>
        instance is IInstanceReferenceOperation or { Type.IsValueType: true };

    private static bool IsConversion(IConversionOperation conversion)
    {
        if (conversion is not { OperatorMethod: null, IsChecked: false, Operand.Type: var from, Type: var to })
        {
            return false;
        }

        Conversion kind = conversion.GetConversion();
        return kind.IsIdentity || kind.IsDefaultLiteral || kind.IsNullLiteral || kind.IsConstantExpression
            || kind.IsImplicit && kind.IsReference
            || (kind.IsNumeric || kind.IsEnumeration) && from?.SpecialType != SpecialType.System_Decimal
            && to?.SpecialType != SpecialType.System_Decimal;
    }

    private static bool IsAutomatic(IPropertySymbol property) =>
        property is { IsStatic: false, IsVirtual: false, IsAbstract: false, IsOverride: false }
        && property.OriginalDefinition.ContainingType.GetMembers().OfType<IFieldSymbol>()
            .Any(f => SymbolEqualityComparer.Default.Equals(f.AssociatedSymbol, property.OriginalDefinition))
        && property.OriginalDefinition.DeclaringSyntaxReferences.All(r => r.GetSyntax() switch
        {
            ParameterSyntax => true,
            PropertyDeclarationSyntax { ExpressionBody: null, AccessorList: { } list } =>
                list.Accessors.All(a => a.Body is null && a.ExpressionBody is null),
            _ => false,
        });
}
