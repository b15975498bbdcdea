using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0002.</summary>
public sealed class LostOnThrowTests
{
    [Theory]
    [InlineData("void M() { var f = {|THS0002:Frames.Allocate(1)|}; Calls.Work(); f.Dispose(); }")]
    [InlineData("Frames M() { var f = {|THS0002:Frames.Allocate(1)|}; f.Touch(); return f; }")]
    [InlineData(
        "void M() { var a = {|THS0002:Frames.Allocate(1)|}; var b = Frames.Allocate(1); a.Dispose(); b.Dispose(); }")]
    [InlineData(
        "void M(bool b) { var f = {|THS0002:Frames.Allocate(1)|}; if (b) throw new Exception(); f.Dispose(); }")]
    [InlineData("void M({|THS0002:[Moves] Frames f|}) { Calls.Work(); f.Dispose(); }")]
    [InlineData("async Task M() { var f = {|THS0002:Frames.Allocate(1)|}; await Task.Yield(); f.Dispose(); }")]
    [InlineData(
        "void M() { var f = {|THS0002:Frames.Allocate(1)|}; try { Calls.Work(); } catch (ArgumentException) { "
            + "f.Dispose(); throw; } f.Dispose(); }")]
    [InlineData(
        "void M() { var f = {|THS0002:Frames.Allocate(1)|}; try { f.Touch(); } catch { throw; } f.Dispose(); }")]
    [InlineData("void M() { var f = {|THS0002:Frames.Allocate(1)|}; var l = new List<int>(); f.Dispose(); }")]
    public Task A_value_that_an_exception_loses_is_reported(string members) =>
        Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M() { using var f = Frames.Allocate(1); Calls.Work(); }")]
    [InlineData("void M() { using var a = Frames.Allocate(1); using var b = Frames.Allocate(1); Calls.Work(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); try { Calls.Work(); } finally { f.Dispose(); } }")]
    [InlineData(
        "Frames M() { var f = Frames.Allocate(1); try { Calls.Work(); return f; } catch { f.Dispose(); throw; } }")]
    [InlineData(
        "Frames M() { var f = Frames.Allocate(1); try { Calls.Work(); } catch (Exception) { f.Dispose(); throw; } "
            + "return f; }")]
    [InlineData("void M() { var f = Frames.Allocate(1); var n = f.Count; f.Dispose(); Calls.Work(); }")]
    [InlineData("void M() { Calls.Work(); var f = Frames.Allocate(1); Calls.Give(f); Calls.Work(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); Calls.Quietly(); f.Dispose(); }")]
    [InlineData(
        "void M() { Frames f = default; try { f = Frames.Allocate(1); Calls.Work(); } finally { f.Dispose(); } }")]
    [InlineData(
        "void M() { var f = Frames.Allocate(1); try { try { Calls.Work(); } finally { Calls.Quietly(); } } finally { "
            + "f.Dispose(); } }")]
    [InlineData("void M() { var f = Frames.Allocate(1); try { Calls.Work(); } catch { } f.Dispose(); }")]
    public Task A_value_that_survives_or_is_released_is_not(string members) =>
        Check.Ownership<OwnershipAnalyzer>(members);

    // The graph of a lambda or a local function lies within a region of the graph around it, which does not guard it.
    [Theory]
    [InlineData(
        "void M() { try { Action a = () => { using var f = Frames.Allocate(1); Calls.Work(); }; a(); } finally { "
            + "Calls.Work(); } }")]
    [InlineData(
        "void M() { using var o = Device.Open(); Func<Frames> a = () => { var f = Frames.Allocate(1); f.Dispose(); "
            + "Calls.Work(); return default; }; a(); }")]
    [InlineData(
        "void M() { foreach (var n in new List<int>()) { Func<int> a = () => { using var f = Frames.Allocate(n); "
            + "Calls.Work(); return f.Count; }; a(); } }")]
    [InlineData(
        "void M() { try { I(); void I() { using var f = Frames.Allocate(1); Calls.Work(); } } catch (Exception) { } }")]
    [InlineData(
        "void M() { try { Action a = () => { Action b = () => { using var f = Frames.Allocate(1); Calls.Work(); }; "
            + "b(); }; a(); } finally { } }")]
    public Task A_function_within_a_try_that_releases_is_not(string members) =>
        Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData(
        "void M() { try { Action a = () => { var f = {|THS0002:Frames.Allocate(1)|}; Calls.Work(); f.Dispose(); }; "
            + "a(); } finally { Calls.Work(); } }")]
    [InlineData(
        "void M() { try { Action a = () => { var f = {|THS0002:Frames.Allocate(1)|}; Calls.Work(); f.Dispose(); }; "
            + "a(); } catch { } }")]
    [InlineData(
        "void M() { using var o = Device.Open(); I(); void I() { var f = {|THS0002:Frames.Allocate(1)|}; "
            + "Calls.Work(); f.Dispose(); } }")]
    public Task A_function_within_a_try_that_loses_is_reported(string members) =>
        Check.Ownership<OwnershipAnalyzer>(members);

    private const string Between = "void M(int x) { var f = Frames.Allocate(1); var y = PLAIN; f.Dispose(); } ";

    [Theory]
    [InlineData("new P(x)", "readonly struct P(int v) { public int V { get; } = v; }")]
    [InlineData("new P(x, 2)", "readonly record struct P(int A, long B) { public readonly long C = A + B; }")]
    [InlineData("new P((ulong)x)", "readonly struct P { readonly ulong _v; public P(ulong v) => _v = v >> 12; }")]
    [InlineData("new P(x, 1)",
        "struct P { int A { get; set; } int _b; public P(int a, int b) { (A, _b) = (a, b); this.A = -b; } }")]
    [InlineData("new P()", "struct P { public int A; }")]
    [InlineData("new P(x)", "struct P { [NeverThrows] public P(int x) { Calls.Work(); } }")]
    [InlineData("new P(x)", "[method: NeverThrows] struct P(int x) { int y = int.Parse(x.ToString()); }")]
    [InlineData("new P(x).Twice()", "readonly struct P(int v) { readonly int _v = v; public int Twice() => _v * 2; }")]
    public Task What_is_plain_does_not_throw(string plain, string type) =>
        Check.Ownership<OwnershipAnalyzer>(Between.Replace("PLAIN", plain) + type);

    [Theory]
    [InlineData("new P(x)", "readonly struct P(int v) { public int V { get; } = int.Parse(v.ToString()); }")]
    [InlineData("new P(x)", "struct P { int _v; public P(int v) { _v = 1 / v; } }")]
    [InlineData("new P(x)", "struct P { int _v; public P(int v) { checked { _v = v + 1; } } }")]
    [InlineData("new P(x)", "struct P { byte _v; public P(int v) => _v = checked((byte)v); }")]
    [InlineData("new P(x)", "struct P { int _v; public P(int v) { if (v < 0) throw new Exception(); _v = v; } }")]
    [InlineData("new P(x)", "struct P { int V { get => 1; set => Calls.Work(); } public P(int v) => V = v; }")]
    [InlineData("new P(x)", "struct P { int _v; public P(int v) : this() => _v = v; public P() => Calls.Work(); }")]
    [InlineData("new P(x)", "struct P { int _v; static P() => Calls.Work(); public P(int v) => _v = v; }")]
    [InlineData("new P(x)",
        "struct P { int _v; public P(C v) => _v = v; } struct C { public static implicit operator C(int x) => throw "
            + "null!; public static implicit operator int(C c) => 1; }")]
    [InlineData("new P(x)", "class P(int v) { int _v = v; }")]
    [InlineData("new P().First(null!)", "struct P { public int First(Device d) => d.Id; }")]
    public Task What_is_not_plain_may(string call, string type) =>
        Check.Ownership<OwnershipAnalyzer>(
        Between.Replace("PLAIN", call).Replace("= Frames.Allocate(1)", "= {|THS0002:Frames.Allocate(1)|}") + type);
}
