using System.Runtime.ExceptionServices;

// More than 400 lines: one group of checks is one file, and its output is compared in the order of the file.
namespace Theseus.Cells.Conformance.Checks;

/// <summary>
/// Throwing and catching: clauses, filters, rethrowing, exceptions out of handlers, what an exception carries.
/// </summary>
/// <remarks>Long because a check of nested clauses is: each is written out, as a program would have it.</remarks>
internal static class Exceptions
{
    private sealed class OwnException(string message, int code, Exception? inner = null) : Exception(message, inner)
    {
        public int Code => code;
    }

    public static void Run(Checker check)
    {
        check.Is("caught", "[before,caught mine 7,after]", () =>
        {
            List<string> log = ["before"];
            try
            {
                Throw(new OwnException("mine", Hidden.Of(7)));
                log.Add("not reached");
            }
            catch (OwnException thrown)
            {
                log.Add($"caught {thrown.Message} {thrown.Code}");
            }

            log.Add("after");
            return log;
        });
        check.Is("clause.order", "[argument null,argument,other]", () =>
            new Exception[] { new ArgumentNullException(), new ArgumentOutOfRangeException(),
            new InvalidOperationException() }.Select(Classify));
        check.Is("clause.skipped", "outer", () =>
        {
            try
            {
                try
                {
                    Throw(new FormatException());
                }
                catch (OverflowException)
                {
                    return "inner";
                }

                return "none";
            }
            catch (FormatException)
            {
                return "outer";
            }
        });
        check.Is("generic.clause", "[String,none]", () =>
            new[] { CatchAs<FormatException>("String"), CatchAs<OverflowException>("String") });
        check.Is("filter", "[asked 1,asked 2,taken 2]", () =>
        {
            List<string> log = [];
            try
            {
                Throw(new OwnException("", Hidden.Of(2)));
            }
            catch (OwnException thrown) when (Ask(log, 1, thrown.Code))
            {
                log.Add("taken 1");
            }
            catch (OwnException thrown) when (Ask(log, 2, thrown.Code))
            {
                log.Add("taken 2");
            }

            return log;
        });
        check.Is("filter.first", "[filter,inner finally,handler]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    Throw(new FormatException());
                }
                finally
                {
                    log.Add("inner finally");
                }
            }
            catch (FormatException) when (Note(log, "filter"))
            {
                log.Add("handler");
            }

            return log;
        });
        check.Is("filter.throws", "[outer]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    Throw(new FormatException());
                }
                catch (FormatException) when (Boom())
                {
                    log.Add("inner");
                }
            }
            catch (FormatException)
            {
                log.Add("outer");
            }

            return log;
        });
        check.Is("filter.locals", "[3,30]", () =>
        {
            int local = Hidden.Of(3);
            int seen = 0;
            try
            {
                local = Hidden.Of(30);
                Throw(new FormatException());
            }
            catch (FormatException) when (Set(out seen, local / 10))
            {
            }

            return new[] { seen, local };
        });
        check.Is("rethrow", "[inner mine,outer mine,true]", () =>
        {
            List<string> log = [];
            Exception first = new OwnException("mine", 1);
            try
            {
                try
                {
                    Throw(first);
                }
                catch (OwnException thrown)
                {
                    log.Add($"inner {thrown.Message}");
                    throw;
                }
            }
            catch (OwnException thrown)
            {
                log.Add($"outer {thrown.Message}");
                log.Add(ReferenceEquals(first, thrown) ? "true" : "false");
            }

            return log;
        });
        check.Is("from.catch", "[second,first]", () =>
        {
            try
            {
                try
                {
                    Throw(new OwnException("first", 1));
                }
                catch (OwnException thrown)
                {
                    throw new OwnException("second", 2, thrown);
                }
            }
            catch (OwnException thrown)
            {
                return new[] { thrown.Message, thrown.InnerException!.Message };
            }

            return null;
        });
        check.Is("from.finally", "[finally begins,second]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    Throw(new OwnException("first", 1));
                }
                finally
                {
                    log.Add("finally begins");
                    Throw(new OwnException("second", Hidden.Of(2)));
                }
            }
            catch (OwnException thrown)
            {
                log.Add(thrown.Message);
            }

            return log;
        });
        check.Is("within.catch", "[first,second,first again]", () =>
        {
            List<string> log = [];
            try
            {
                Throw(new OwnException("first", 1));
            }
            catch (OwnException first)
            {
                log.Add(first.Message);
                try
                {
                    Throw(new OwnException("second", 2));
                }
                catch (OwnException second)
                {
                    log.Add(second.Message);
                }

                log.Add($"{first.Message} again");
            }

            return log;
        });
        check.Is("within.finally", "[inner caught,outer]", () =>
        {
            List<string> log = [];
            try
            {
                try
                {
                    Throw(new FormatException());
                }
                finally
                {
                    try
                    {
                        Throw(new OverflowException());
                    }
                    catch (OverflowException)
                    {
                        log.Add("inner caught");
                    }
                }
            }
            catch (FormatException)
            {
                log.Add("outer");
            }

            return log;
        });
        check.Is("null", "NullReferenceException", () =>
        {
            try
            {
                throw Hidden.Of<Exception>(null!);
            }
            catch (Exception thrown)
            {
                return thrown;
            }
        });
        check.Is("expression", "[5,ArgumentException]", () =>
            new[] { Describe(() => Hidden.Of<int?>(5) ?? throw new ArgumentException("x")),
            Describe(() => Hidden.Of<int?>(null) ?? throw new ArgumentException("x")) });
        check.Is("carries", "[mine,2,inner,v,true]", () =>
        {
            Exception thrown = new OwnException("mine", 2, new FormatException("inner")) { HelpLink = "x" };
            thrown.Data["k"] = Hidden.Of("v");
            return new object[] { thrown.Message, ((OwnException)thrown).Code, thrown.GetBaseException().Message,
                thrown.Data["k"]!, thrown.StackTrace is null };
        });
        check.Is("messages",
            "[Arithmetic operation resulted in an overflow.,Value cannot be null. (Parameter 'who'),Attempted to "
                + "divide by zero.]", () =>
            new[]
        {
            new OverflowException().Message, new ArgumentNullException(Hidden.Of("who")).Message,
                new DivideByZeroException().Message,
        });
        check.Is("parameter.name", "[value,-5]", () =>
        {
            try
            {
                int value = Hidden.Of(-5);
                ArgumentOutOfRangeException.ThrowIfNegative(value);
                return null;
            }
            catch (ArgumentOutOfRangeException thrown)
            {
                return new[] { thrown.ParamName, thrown.ActualValue };
            }
        });
        check.Is("text", "[true,true,true]", () =>
        {
            string text = new OwnException("mine", 2, new FormatException("deep inside")).ToString();
            return new[] { text.StartsWith(typeof(OwnException).FullName + ": mine", StringComparison.Ordinal),
                text.Contains("System.FormatException: deep inside"), text.Contains("--->") };
        });
        check.Is("aggregate", "[2,3,1]", () =>
        {
            AggregateException nested = new(new FormatException(),
                new AggregateException(new OverflowException(), new FormatException()));
            int handled = 0;
            try
            {
                nested.Flatten().Handle(inner => inner is FormatException && ++handled > 0);
            }
            catch (AggregateException rest)
            {
                return new[] { handled, nested.Flatten().InnerExceptions.Count, rest.InnerExceptions.Count };
            }

            return null;
        });
        check.Is("captured", "[mine,true]", () =>
        {
            ExceptionDispatchInfo? captured = null;
            Exception first = new OwnException("mine", 1);
            try
            {
                Throw(first);
            }
            catch (OwnException thrown)
            {
                captured = ExceptionDispatchInfo.Capture(thrown);
            }

            try
            {
                captured!.Throw();
            }
            catch (OwnException thrown)
            {
                return new object[] { thrown.Message, ReferenceEquals(first, thrown) };
            }

            return null;
        });
        check.Is("first.chance", "[FormatException]", () =>
        {
            List<string> seen = [];
            void Watch(object? sender, FirstChanceExceptionEventArgs arguments) =>
                seen.Add(arguments.Exception.GetType().Name);
            AppDomain.CurrentDomain.FirstChanceException += Watch;
            try
            {
                Throw(new FormatException());
            }
            catch (FormatException)
            {
            }
            finally
            {
                AppDomain.CurrentDomain.FirstChanceException -= Watch;
            }

            return seen;
        });
    }

    private static void Throw(Exception exception) => throw exception;

    private static bool Ask(List<string> log, int number, int wanted)
    {
        log.Add($"asked {number}");
        return number == wanted;
    }

    private static bool Note(List<string> log, string line)
    {
        log.Add(line);
        return true;
    }

    private static bool Boom() => throw new InvalidOperationException("thrown by a filter");

    private static bool Set(out int place, int value)
    {
        place = value;
        return true;
    }

    private static string Describe(Func<int> function)
    {
        try
        {
            return Show.Text(function());
        }
        catch (ArgumentException thrown)
        {
            return Show.Text(thrown);
        }
    }

    private static string Classify(Exception exception)
    {
        try
        {
            Throw(exception);
        }
        catch (ArgumentNullException)
        {
            return "argument null";
        }
        catch (ArgumentException)
        {
            return "argument";
        }
        catch
        {
            return "other";
        }

        return "none";
    }

    private static string CatchAs<TException>(string text)
        where TException : Exception
    {
        try
        {
            try
            {
                Throw(new FormatException());
            }
            catch (TException)
            {
                return text;
            }
        }
        catch (FormatException)
        {
        }

        return "none";
    }
}
