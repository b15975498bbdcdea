using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using Theseus.Build.Machine;

namespace Theseus.Build.Injection;

/// <summary>
/// What is seen of a machine after a fault: reads its serial line, and knows when the workload and the prompt have
/// shown that they are well.
/// </summary>
public sealed partial class Observation
{
    private const int RoundsWanted = 2;
    private const int Clients = 2;
    private const string BegunAnew = "Begun anew";
    private const string Replaced = " was replaced by a fresh copy";
    private const string RunAgain = ": the instruction was run again";

    private readonly ExecReader _reader = new(Stream.Null, Stream.Null);
    private readonly StringBuilder _text = new();
    private readonly Reference _reference;
    private readonly int[] _rounds = new int[Clients];
    private int _linesSeen;
    private int _textSeen;
    private bool _isWholeRound;

    /// <summary>What the machine says when nothing is injected.</summary>
    /// <param name="LinesBefore">How many lines of the script had ended when it was taken up.</param>
    /// <param name="Sums">Of each client.</param>
    /// <param name="Restarts">That there had been.</param>
    /// <param name="Faults">That there had been.</param>
    public sealed record Reference(int LinesBefore, IReadOnlyList<string?> Sums, int Restarts, int Faults)
    {
        /// <summary>Nothing is known yet but where the machine is taken up.</summary>
        public static Reference Unknown(int linesBefore) => new(linesBefore, new string?[Clients], 0, 0);
    }

    /// <param name="reference">What is right.</param>
    public Observation(Reference reference)
    {
        _reference = reference;
        LearntSums = new string[Clients];
        _reader.Feed("\x0001B"u8);
    }

    /// <summary>The sum that each client said last.</summary>
    public string[] LearntSums { get; }

    /// <summary>Restarts of the workload's tasks, as it said last.</summary>
    public int Restarts { get; private set; }

    /// <summary>Faults in the log, as <c>faults</c> said last, without pages that somebody has found.</summary>
    public int Faults { get; private set; }

    /// <summary>A sum was not what it must be, or a program's text.</summary>
    public bool IsWrong { get; private set; }

    /// <summary>A line of the prompt's was not right; the next may be.</summary>
    public bool HasLineFailed { get; private set; }

    /// <summary>Pages were found that were not what their file says, and mended.</summary>
    public bool HasMended { get; private set; }

    public bool HasPanicked => _reader.HasPanicked;

    /// <summary>The workload has ended with an error, and the shell has begun it anew.</summary>
    public bool HasBegunAnew { get; private set; }

    /// <summary>Code was mended where it had faulted, and went on.</summary>
    public bool HasRunAgain { get; private set; }

    /// <summary>A cell has begun anew, for the same fault had come again.</summary>
    public bool HasReplacedCell { get; private set; }

    /// <summary>Each client has said some rounds since.</summary>
    public bool AreRoundsDone => _rounds.All(count => count >= RoundsWanted);

    /// <summary>A whole round of the script was right since.</summary>
    public bool IsScriptWell { get; private set; }

    /// <summary>All is well, for which it had to wait for both.</summary>
    public bool IsWell => AreRoundsDone && IsScriptWell;

    /// <summary>How many lines of the script have ended since.</summary>
    public int Lines => _linesSeen;

    /// <summary>All that was said since.</summary>
    public string Text => _text.ToString();

    /// <summary>Something was injected: what was well before counts no more.</summary>
    public void Begin()
    {
        Array.Clear(_rounds);
        (_isWholeRound, IsScriptWell, HasLineFailed) = (false, false, false);
        _text.Clear();
        _textSeen = 0;
    }

    /// <summary>Takes what has come.</summary>
    public void Feed(ReadOnlySpan<byte> bytes)
    {
        _reader.Feed(bytes);
        _text.Append(Encoding.Latin1.GetString(bytes));
        TakeRounds();
        for (; _linesSeen < _reader.Lines.Count; _linesSeen++)
        {
            (string output, int status) = _reader.Lines[_linesSeen];
            TakeLine(_reference.LinesBefore + _linesSeen, output, status);
        }
    }

    /// <summary>What that comes to. Only of a machine that is well, has ended, or was waited for long enough.</summary>
    public Outcome Judge()
    {
        if (HasPanicked)
        {
            return Outcome.SystemDead;
        }

        if (IsWrong)
        {
            return Outcome.SilentCorruption;
        }

        if (!IsWell)
        {
            return AreRoundsDone || IsScriptWell ? Outcome.ServiceLost : Outcome.SystemDead;
        }

        return HasBegunAnew ? Outcome.ProgramRestarted
            : HasReplacedCell ? Outcome.CellReplaced
            : Restarts > _reference.Restarts ? Outcome.TaskRestarted
            : HasLineFailed || Faults > _reference.Faults ? Outcome.ProgramEnded
            : HasRunAgain ? Outcome.CodeMended
            : HasMended ? Outcome.Mended : Outcome.NotManifested;
    }

    private void TakeRounds()
    {
        string text = _text.ToString(_textSeen, _text.Length - _textSeen);
        int whole = text.LastIndexOf('\n') + 1;
        _textSeen += whole;
        foreach (Match match in RoundLine().Matches(text[..whole]))
        {
            int client = int.Parse(match.Groups["client"].ValueSpan, CultureInfo.InvariantCulture);
            Restarts = Math.Max(Restarts, int.Parse(match.Groups["restarts"].ValueSpan, CultureInfo.InvariantCulture));
            if (client < Clients)
            {
                string sum = match.Groups["sum"].Value;
                LearntSums[client] = sum;
                IsWrong |= _reference.Sums[client] is { } right && right != sum;
                _rounds[client]++;
            }
        }
    }

    private void TakeLine(int number, string output, int status)
    {
        if (number == _reference.LinesBefore)
        {
            return; // a part of what it has said was said before
        }

        output = RoundLine().Replace(output, "");
        int place = InjectionScript.PlaceOf(number);
        bool isRight = InjectionScript.IsRight(place, output, status);
        HasLineFailed |= !isRight;
        IsWrong |= InjectionScript.IsSilentlyWrong(place, output, status);
        HasMended |= output.Contains(", mended\n", StringComparison.Ordinal);
        HasBegunAnew |= output.Contains(BegunAnew, StringComparison.Ordinal);
        HasReplacedCell |= output.Contains(Replaced, StringComparison.Ordinal);
        HasRunAgain |= output.Contains(RunAgain, StringComparison.Ordinal);
        if (place == InjectionScript.Round.Count - 2 && FaultCount().Match(output) is { Success: true } faults
            && int.TryParse(faults.Groups["count"].ValueSpan, CultureInfo.InvariantCulture, out int count))
        {
            Faults = count - FoundDamage().Count(output);
        }

        _isWholeRound = isRight && (place == 0 || _isWholeRound);
        IsScriptWell |= _isWholeRound && place == InjectionScript.Round.Count - 1;
    }

    [GeneratedRegex(@"workload: client (?<client>\d) round \d+ sum (?<sum>[0-9a-f]{8}) restarts (?<restarts>\d+)\r?\n")]
    private static partial Regex RoundLine();

    [GeneratedRegex(@"(?m)^  \d+: .*: found that ")]
    private static partial Regex FoundDamage();

    [GeneratedRegex(@"  (?<count>\d+) faults? since the machine was started")]
    private static partial Regex FaultCount();
}
