namespace Theseus.Cells.CellCheck;

/// <summary>
/// Shows on the machine what loading and unloading promise. <c>cellcheck count</c> counts in a static, which starts
/// anew with each program; <c>hold object|delegate</c> says what uses the cell while the class library holds something
/// of it, and afterwards; <c>wait</c> counts and waits until it is killed,
/// <c>read</c> waits for a line; <c>throw</c> and <c>calls</c> go through
/// several cells; <c>loop ROUNDS [APP]</c> loads, uses and unloads an app, and its status is 1 where anything grows.
/// </summary>
internal static class Program
{
    private const int UsageError = 2;

    private static int s_runs;

    private static int Main(string[] arguments)
    {
        switch (arguments)
        {
            case ["count"]:
                Console.WriteLine($"run {++s_runs}");
                return 0;
            case ["hold", "object"]:
                Held.Object();
                return 0;
            case ["hold", "delegate"]:
                Held.Delegate();
                return 0;
            case ["read"]:
                try
                {
                    Console.WriteLine(Console.ReadLine() ?? "nothing");
                }
                finally
                {
                    Console.WriteLine("finally");
                }

                return 0;
            case ["wait"]:
                Console.WriteLine($"run {++s_runs}");
                while (true)
                {
                    Thread.Sleep(1000);
                }
            case ["throw"]:
                Throws.Run();
                return 0;
            case ["throw", "out"]:
                Throws.Out();
                return 0;
            case ["calls"]:
                return Calls.Run();
            case ["loop", var text] when int.TryParse(text, out int rounds) && rounds > Loop.WarmUp:
                return Loop.Run("hello", rounds);
            case ["loop", var text, var app] when int.TryParse(text, out int rounds) && rounds > Loop.WarmUp:
                return Loop.Run(app, rounds);
            default:
                Console.Error.WriteLine(
                    "usage: cellcheck count | hold object | hold delegate | wait | read | throw [out] | calls | loop "
                        + "ROUNDS [APP]");
                return UsageError;
        }
    }
}
