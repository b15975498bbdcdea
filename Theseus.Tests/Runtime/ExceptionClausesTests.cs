using Theseus.Format;
using Theseus.Runtime.Unwind;
using Xunit;

namespace Theseus.Tests.Runtime;

/// <summary>From a frame's function to the clauses of its method.</summary>
[Collection(HostCode.Collection)]
public sealed class ExceptionClausesTests
{
    // A method with a try of 4 bytes and a finally; its funclet; a method without clauses.
    private const string Method = """
        nop
        main: .cfi_startproc
        .fill 16, 1, 0x90
        .cfi_endproc
        funclet: .cfi_startproc
        .fill 8, 1, 0x90
        .cfi_endproc
        other: .cfi_startproc
        .fill 8, 1, 0x90
        .cfi_endproc
        clauses: .byte 1<<1, 2<<1, (4*4+1)<<1, 16<<1
        """;

    private static CellFunction Shape(int number, CellFunction function) => number switch
    {
        0 => new CellFunction(function.Start, function.Length, function.Cfi, 33, 0, CellFunctionKind.Root),
        1 => new CellFunction(function.Start, function.Length, function.Cfi, 0, 0, CellFunctionKind.Handler),
        _ => function,
    };

    [Theory]
    [InlineData("main")]
    [InlineData("funclet")]
    public void A_main_body_and_its_funclets_have_the_clauses_of_the_method(string label)
    {
        using HostCode code = new(Method, Shape);
        Assert.Equal(33ul, code["clauses"] - code.Start);
        Assert.True(
            ExceptionClauses.TryBegin(FunctionTable.Find((nuint)code[label]), out ExceptionClauses.MethodRegion region,
                out ClauseReader clauses));
        Assert.Equal((nuint)code["main"], region.HotStart);
        Assert.Equal(default, (region.HotSize, region.ColdStart, region.ColdSize));
        Assert.True(clauses.Next(out ExceptionClause clause));
        Assert.Equal((1u, 2u, 6u), (clause.Kind, clause.TryStart, clause.TryEnd));
        Assert.Equal((nuint)code["funclet"], clause.HandlerAddress);
        Assert.Equal(default, (clause.FilterAddress, clause.TargetType));
        Assert.False(clauses.Next(out _));
    }

    [Fact]
    public void A_method_without_clauses_has_none()
    {
        using HostCode code = new(Method, Shape);
        FunctionEntry other = FunctionTable.Find((nuint)code["other"]);
        Assert.False(
            ExceptionClauses.TryBegin(other, out ExceptionClauses.MethodRegion region, out ClauseReader clauses));
        Assert.Equal((nuint)code["other"], region.HotStart);
        Assert.False(clauses.Next(out _));
    }
}
