using System.Diagnostics;
using System.Runtime.CompilerServices;
using System.Runtime.ExceptionServices;

namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Stack traces. What a frame looks like is each runtime's own; that the methods' names are in it, and in which
/// order, is the same everywhere. The methods here are kept as they are written, not inlined or turned into jumps.
/// </summary>
internal static class Traces
{
    private const MethodImplOptions AsWritten = MethodImplOptions.NoInlining | MethodImplOptions.NoOptimization;

    public static void Run(Checker check)
    {
        check.Is("names", "[true,true,true]", () =>
        {
            string trace = Trace(() => OuterStep());
            return new[] { trace.Contains(nameof(InnerStep)), trace.Contains(nameof(MiddleStep)),
                trace.Contains(nameof(OuterStep)) };
        });
        check.Holds("order", () =>
        {
            string trace = Trace(() => OuterStep());
            (int inner, int middle, int outer) =
                (At(trace, nameof(InnerStep)), At(trace, nameof(MiddleStep)), At(trace, nameof(OuterStep)));
            return inner < middle && middle < outer;
        });
        check.Holds("type.names", () => Trace(() => OuterStep()).Contains("Theseus.Cells.Conformance.Checks.Traces"));
        check.Holds("library", () =>
            Trace(() => int.Parse(Hidden.Of("x"), System.Globalization.CultureInfo.InvariantCulture))
            .Contains("System."));
        check.Holds("generic", () => Trace(() => GenericStep<string>()).Contains(nameof(GenericStep)));
        check.Holds("constructor", () => Trace(() => new Failing()).Contains(".ctor"));
        check.Is("up.to.catch", "[true,false]", () =>
        {
            string trace = CatchInside();
            return new[] { trace.Contains(nameof(InnerStep)), trace.Contains(nameof(Outside)) };
        });
        check.Is("rethrow.keeps", "[true,true]", () =>
        {
            string trace = Trace(() => Rethrow());
            return new[] { trace.Contains(nameof(InnerStep)), trace.Contains(nameof(Rethrow)) };
        });
        check.Is("throw.again.resets", "[false,true]", () =>
        {
            string trace = Trace(() => ThrowAgain());
            return new[] { trace.Contains(nameof(InnerStep)), trace.Contains(nameof(ThrowAgain)) };
        });
        check.Is("captured.keeps", "[true,true]", () =>
        {
            string trace = Trace(() => ThrowCaptured());
            return new[] { trace.Contains(nameof(InnerStep)), trace.Contains(nameof(ThrowCaptured)) };
        });
        check.Holds("fault", () => Trace(() => Dereference(Hidden.Of<string?>(null))).Contains(nameof(Dereference)));
        check.Holds("text", () =>
        {
            try
            {
                return OuterStep() == 0;
            }
            catch (InvalidOperationException thrown)
            {
                return thrown.ToString().Contains(nameof(MiddleStep));
            }
        });
        check.Is("frames", "true", () =>
        {
            try
            {
                return OuterStep();
            }
            catch (InvalidOperationException thrown)
            {
                return new StackTrace(thrown, fNeedFileInfo: false).FrameCount >= 3;
            }
        });
        check.Is("method.name", "InnerStep", () =>
        {
            try
            {
                return OuterStep();
            }
            catch (InvalidOperationException thrown)
            {
                StackFrame frame = new StackTrace(thrown, fNeedFileInfo: false).GetFrame(0)!;
                return DiagnosticMethodInfo.Create(frame)?.Name;
            }
        });
        check.Holds("here", () => Here().Contains(nameof(Here)));
        check.Holds("environment", () => Where().Contains(nameof(Where)));
        check.Is("deep", "[true,200]", () =>
        {
            string trace = Trace(() => Recurse(Hidden.Of(199)));
            return new object[] { trace.Contains(nameof(InnerStep)), trace.Split(nameof(Recurse)).Length - 1 };
        });
        check.Holds("async", () => Trace(() => LaterStep().GetAwaiter().GetResult()).Contains(nameof(LaterStep)));
        check.Is("caller", "[Run,true,member.Length]", () =>
            Caller(Hidden.Of("member").Length > 3).Append(Expression("member".Length)));
    }

    private static string Trace(Func<object?> act)
    {
        try
        {
            _ = act();
        }
        catch (Exception thrown)
        {
            return thrown.StackTrace ?? "";
        }

        return "";
    }

    private static int At(string trace, string name) => trace.IndexOf(name, StringComparison.Ordinal);

    [MethodImpl(AsWritten)]
    private static int InnerStep() => throw new InvalidOperationException();

    [MethodImpl(AsWritten)]
    private static int MiddleStep() => InnerStep() + 1;

    [MethodImpl(AsWritten)]
    private static int OuterStep() => MiddleStep() + 1;

    [MethodImpl(AsWritten)]
    private static int GenericStep<T>() => InnerStep() + typeof(T).Name.Length;

    [MethodImpl(AsWritten)]
    private static int Recurse(int depth) => depth == 0 ? InnerStep() : Recurse(depth - 1) + 1;

    [MethodImpl(AsWritten)]
    private static int Dereference(string? text) => text!.Length + 1;

    [MethodImpl(AsWritten)]
    private static string Outside() => CatchInside() + "";

    [MethodImpl(AsWritten)]
    private static string CatchInside()
    {
        try
        {
            return Show.Text(MiddleStep());
        }
        catch (InvalidOperationException thrown)
        {
            return thrown.StackTrace!;
        }
    }

    [MethodImpl(AsWritten)]
    private static int Rethrow()
    {
        try
        {
            return InnerStep() + 1;
        }
        catch (InvalidOperationException)
        {
            throw;
        }
    }

    [MethodImpl(AsWritten)]
    private static int ThrowAgain()
    {
        try
        {
            return InnerStep() + 1;
        }
        catch (InvalidOperationException thrown)
        {
#pragma warning disable CA2200 // Rethrowing so resets the trace: that is what is checked.
            throw thrown;
#pragma warning restore CA2200
        }
    }

    [MethodImpl(AsWritten)]
    private static int ThrowCaptured()
    {
        ExceptionDispatchInfo? captured = null;
        try
        {
            return InnerStep() + 1;
        }
        catch (InvalidOperationException thrown)
        {
            captured = ExceptionDispatchInfo.Capture(thrown);
        }

        captured.Throw();
        return 0;
    }

    [MethodImpl(AsWritten)]
    private static string Here() => new StackTrace().ToString() + "";

    [MethodImpl(AsWritten)]
    private static string Where() => Environment.StackTrace + "";

    private static async Task<int> LaterStep()
    {
        await Task.CompletedTask;
        return InnerStep() + 1;
    }

    private static IEnumerable<string> Caller(bool condition, [CallerMemberName] string member = "",
        [CallerFilePath] string file = "") =>
        [member, condition && file.EndsWith("Traces.cs", StringComparison.Ordinal) ? "true" : file];

    private static string Expression(int value, [CallerArgumentExpression(nameof(value))] string text = "") =>
        text.Replace("\"", value > 0 ? "" : "?");

    private sealed class Failing
    {
        [MethodImpl(AsWritten)]
        public Failing() => InnerStep();
    }
}
