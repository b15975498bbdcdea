using System.Runtime.CompilerServices;

namespace Theseus.Cells.OperationBench.Operations;

/// <summary>Exceptions.</summary>
internal static class Throwing
{
    private const int Count = 300;

    public static Operation[] All =>
    [
        new("throw and catch in one method", Count, count => { for (int i = 0; i < count; i++)
        {
            Catch(0, false);
        } }),
        new("throw and catch through 20 calls", Count, count => { for (int i = 0; i < count; i++)
        {
            Catch(20, false);
        } }),
        new("throw and catch through 20 finally blocks", Count, count => { for (int i = 0; i < count; i++)
        {
            Catch(20, true);
        } }),
        new("catch a null reference", Count, count => { for (int i = 0; i < count; i++)
        {
            CatchNull(null);
        } }),
    ];

    private static int s_finallies;

    private static void Catch(int depth, bool withFinally)
    {
        try
        {
            if (depth == 0)
            {
                throw new InvalidOperationException("expected");
            }

            if (withFinally)
            {
                DescendWithFinally(depth);
            }
            else
            {
                Descend(depth);
            }
        }
        catch (InvalidOperationException e)
        {
            Sink.Reference = e;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int Descend(int depth) => depth == 0 ? throw new InvalidOperationException("expected")
        : Descend(depth - 1) + 1;

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int DescendWithFinally(int depth)
    {
        try
        {
            return depth == 0 ? throw new InvalidOperationException("expected") : DescendWithFinally(depth - 1) + 1;
        }
        finally
        {
            s_finallies++;
        }
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void CatchNull(string? text)
    {
        try
        {
            Sink.Number = text!.Length;
        }
        catch (NullReferenceException e)
        {
            Sink.Reference = e;
        }
    }
}
