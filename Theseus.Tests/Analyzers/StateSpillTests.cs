using Theseus.Analyzers.Structure;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0009.</summary>
public sealed class StateSpillTests
{
    private const string Server =
        "using System; using System.Collections.Generic; using Theseus; [assembly: ServerCell]\n";

    [Theory]
    [InlineData("class A { static int {|THS0009:s_n|}; }")]
    [InlineData("class A { static int {|THS0009:N|} { get; set; } }")]
    [InlineData("class A { static readonly List<int> {|THS0009:s_all|} = []; }")]
    [InlineData("class A { static readonly int[] {|THS0009:s_all|} = [1]; }")]
    [InlineData("class A { static readonly Dictionary<int, string> {|THS0009:s_all|} = new(); }")]
    [InlineData(
        "class A { static readonly System.Collections.Concurrent.ConcurrentQueue<int> {|THS0009:s_all|} = new(); }")]
    [InlineData("class A { static event Action {|THS0009:Changed|}; }")]
    [InlineData("class A { static readonly A {|THS0009:s_one|} = new(); int _n; }")]
    [InlineData("class A { static readonly A {|THS0009:s_one|} = new(); readonly List<int> _all = []; }")]
    [InlineData("class A { [ThreadStatic] static int {|THS0009:s_n|}; }")]
    [InlineData("class A { [KeepsState(\"\")] static int {|THS0009:s_n|}; }")]
    [InlineData("[KeepsState(\" \")] class {|THS0009:A|} { static int s_n; }")]
    [InlineData("class A { static IDictionary<int, int> {|THS0009:All|} { get; } = new Dictionary<int, int>(); }")]
    public Task A_static_that_can_keep_state_is_reported(string source) =>
        Check.Source<StateSpillAnalyzer>(Server + source);

    [Theory]
    [InlineData("class A { const int N = 1; static readonly int s_n = 2; static readonly string s_t = \"\"; }")]
    [InlineData("class A { static readonly System.Collections.Immutable.ImmutableArray<int> s_all = []; }")]
    [InlineData("class A { static readonly System.Collections.Frozen.FrozenDictionary<int, int> s_all = null; }")]
    [InlineData("class A { static readonly A s_none = new(); readonly int _n; }")]
    [InlineData("class A { [KeepsState(\"counts what the device dropped\")] static int s_n; }")]
    [InlineData("[KeepsState(\"the device's own\")] class A { static int s_n; class B { static int s_n; } }")]
    [InlineData("class A { static int N => 1; int _n; List<int> _all = []; }")]
    [InlineData(
        "enum E { One } class A { static readonly Func<int> s_f = () => 1; static readonly IReadOnlyList<int> s_l = "
            + "null; }")]
    [InlineData(
        "class A { static readonly object s_gate = new(); static readonly System.Threading.Lock s_lock = new(); }")]
    public Task One_that_cannot_or_is_argued_is_not(string source) => Check.Source<StateSpillAnalyzer>(Server + source);

    [Fact]
    public Task Another_cell_may_keep_what_it_likes() =>
        Check.Source<StateSpillAnalyzer>("class A { static int s_n; }");
}
