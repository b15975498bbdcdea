using System.Globalization;
using Theseus.Cells.KillCheck;

// Kills tasks, and looks at what is left of them: docs/kill.md.
//   killcheck steps [VICTIM|all [EVERY]]   at each instruction of a victim's code, or each so many
//   killcheck blocked                      in each kind of wait
//   killcheck stubborn                     tasks that do not want to end
//   killcheck rounds [COUNT [SEED]]        at random times
return args switch
{
    ["steps", .. string[] rest] => Steps.Run(rest.ElementAtOrDefault(0) ?? "all", Number(rest, 1, 1)),
    ["blocked"] => Blocked.Run(),
    ["stubborn"] => Stubborn.Run(),
    ["rounds", .. string[] rest] => Rounds.Run(Number(rest, 0, 1000), Number(rest, 1, 1)),
    _ => Usage(),
};

static int Number(string[] arguments, int index, int otherwise) =>
    index >= arguments.Length ? otherwise
    : int.TryParse(arguments[index], NumberStyles.None, CultureInfo.InvariantCulture, out int number) ? number
    : throw new ArgumentException($"'{arguments[index]}' is no number.");

static int Usage()
{
    Console.WriteLine("usage: killcheck steps [VICTIM|all [EVERY]] | blocked | stubborn | rounds [COUNT [SEED]]");
    return 2;
}
