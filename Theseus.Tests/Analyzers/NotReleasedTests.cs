using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0001.</summary>
public sealed class NotReleasedTests
{
    [Theory]
    [InlineData("void M() { var f = {|THS0001:Frames.Allocate(1)|}; }")]
    [InlineData("void M() { {|THS0001:Frames.Allocate(1)|}; }")]
    [InlineData("void M() { _ = {|THS0001:Frames.Allocate(1)|}; }")]
    [InlineData("void M() { {|THS0001:new Device()|}; }")]
    [InlineData("void M(bool b) { var f = {|THS0001:Frames.Allocate(1)|}; if (b) f.Dispose(); }")]
    [InlineData("void M(bool b) { var f = {|THS0001:Frames.Allocate(1)|}; if (b) return; f.Dispose(); }")]
    [InlineData("void M(int n) { for (var i = 0; i < n; i++) { var f = {|THS0001:Frames.Allocate(1)|}; } }")]
    [InlineData(
        "void M(int n) { while (true) { var f = {|THS0001:Frames.Allocate(1)|}; if (n++ > 3) break; f.Dispose(); } }")]
    [InlineData(
        "void M(int n) { while (n-- > 0) { var f = {|THS0001:Frames.Allocate(1)|}; if (n == 3) continue; "
            + "f.Dispose(); } }")]
    [InlineData("void M() { var f = Frames.Allocate(1); {|THS0001:f|} = default; }")]
    [InlineData("void M() { if ({|THS0001:Frames.Try(1, out var f)|}) Calls.Quietly(); }")]
    [InlineData("void M() { bool ok = {|THS0001:Frames.Try(1, out var f)|}; if (!ok) return; Calls.Quietly(); }")]
    [InlineData("void M() { if ({|THS0001:Frames.TryNamed(1, out var f)|} != Error.None) return; Calls.Quietly(); }")]
    [InlineData(
        "void M() { var e = {|THS0001:Frames.TryNamed(1, out var f)|}; "
        + "if (e == Error.Full) return; Calls.Quietly(); }")]
    [InlineData("void M() { {|THS0001:Frames.Make(out var f)|}; }")]
    [InlineData("void M() { Calls.Borrow({|THS0001:Frames.Allocate(1)|}); }")]
    [InlineData("int M() => {|THS0001:Frames.Allocate(1)|}.Count;")]
    [InlineData("void M() { {|THS0001:Frames.Allocate(1)|}.Touch(); }")]
    [InlineData("void M() { {|THS0001:Frames.Allocate(1).Split(1)|}; }")]
    [InlineData("void M() { var ({|THS0001:low|}, high) = Frames.Allocate(4).Split(1); high.Dispose(); }")]
    [InlineData("void M({|THS0001:[Moves] Frames f|}) { }")]
    [InlineData("void M(bool b) { Frames f = b ? {|THS0001:Frames.Allocate(1)|} : default; }")]
    [InlineData("void M(bool b) { var d = b ? {|THS0001:Device.Open()|} : null; }")]
    [InlineData("void M() { Action a = () => { var f = {|THS0001:Frames.Allocate(1)|}; }; a(); }")]
    [InlineData("void M() { L(); void L() { var f = {|THS0001:Frames.Allocate(1)|}; } }")]
    [InlineData("void M() { var f = Frames.Allocate(1); var g = f.Trim(); {|THS0001:g|} = default; }")]
    [InlineData("void M() { try { var f = {|THS0001:Frames.Allocate(1)|}; } finally { Calls.Quietly(); } }")]
    [InlineData("void M() { if ({|THS0001:Device.Open()|} is { } d) Calls.Quietly(); }")]
    [InlineData(
        "async Task<Frames> A() { await Task.Yield(); return Frames.Allocate(1); } async Task M() { var f = "
            + "{|THS0001:await A()|}; }")]
    [InlineData(
        "void M(int n) { switch (n) { case 0: var f = {|THS0001:Frames.Allocate(1)|}; break; default: break; } }")]
    [InlineData(
        "void M([Moves] Frames a, {|THS0001:[Moves] Frames b|}) { if (a.TryJoin(b, out var c) != Error.None) { "
            + "a.Dispose(); return; } c.Dispose(); }")]
    [InlineData(
        "void M([Moves] Frames a, [Moves] Frames b) { if ({|THS0001:a.TryJoin(b, out var c)|} != Error.None) { "
            + "a.Dispose(); b.Dispose(); } }")]
    public Task A_value_that_a_path_loses_is_reported(string members) => Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); }")]
    [InlineData("void M() { using var f = Frames.Allocate(1); Calls.Work(); }")]
    [InlineData("void M() { using (var f = Frames.Allocate(1)) Calls.Borrow(f); }")]
    [InlineData("void M() { using (Frames.Allocate(1)) Calls.Work(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); using (f) Calls.Work(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); try { Calls.Borrow(f); } finally { f.Dispose(); } }")]
    [InlineData("Frames M() { var f = Frames.Allocate(1); return f; }")]
    [InlineData("Frames M() => Frames.Allocate(1);")]
    [InlineData("void M() { Calls.Give(Frames.Allocate(1)); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); Calls.Give(f); }")]
    [InlineData("Frames _f; void M() { _f = Frames.Allocate(1); }")]
    [InlineData("Frames P { get; set; } void M() { var f = Frames.Allocate(1); P = f; }")]
    [InlineData("void M(Frames[] all) { var f = Frames.Allocate(1); all[0] = f; }")]
    [InlineData("void M(out Frames f) { f = Frames.Allocate(1); }")]
    [InlineData("void M(bool b) { var f = Frames.Allocate(1); if (b) f.Dispose(); else Calls.Give(f); }")]
    [InlineData("void M(bool b) { Frames f = b ? Frames.Allocate(1) : Frames.Allocate(2); f.Dispose(); }")]
    [InlineData("void M(bool b) { Frames f = default; if (b) f = Frames.Allocate(1); f.Dispose(); }")]
    [InlineData("void M() { if (Frames.Try(1, out var f)) f.Dispose(); }")]
    [InlineData("void M() { if (!Frames.Try(1, out var f)) return; using (f) Calls.Work(); }")]
    [InlineData("void M() { if (!Frames.Try(1, out var f) || !Calls.Ask()) { f.Dispose(); return; } f.Dispose(); }")]
    [InlineData("void M() { Frames.Try(1, out var f); using (f) Calls.Work(); }")]
    [InlineData("void M() { var ok = Frames.Try(1, out var f); if (!ok) return; f.Dispose(); }")]
    [InlineData("void M() { if (Frames.TryNamed(1, out var f) != Error.None) return; f.Dispose(); }")]
    [InlineData(
        "Error M(out Frames r) { r = default; var e = Frames.TryNamed(1, out var f); if (e != Error.None) return e; "
            + "r = f; return e; }")]
    [InlineData(
        "Error M() { if (Frames.TryNamed(1, out var f) is not Error.None and var e) return e; f.Dispose(); return "
            + "Error.None; }")]
    [InlineData("void M(int n) { for (var i = 0; i < n; i++) { var f = Frames.Allocate(1); f.Dispose(); } }")]
    [InlineData("void M(int n) { var f = Frames.Allocate(1); while (n-- > 0) f = f.Trim(); f.Dispose(); }")]
    [InlineData("void M() { var (a, b) = Frames.Allocate(4).Split(1); a.Dispose(); b.Dispose(); }")]
    [InlineData("(Frames, Frames) M() { var a = Frames.Allocate(1); return (a, default); }")]
    [InlineData("Frames _f; void M() { var f = _f; f.Touch(); }")]
    [InlineData("void M(Frames f) { Calls.Borrow(f); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); Action a = () => f.Dispose(); a(); }")]
    [InlineData("void M() { var d = Device.Open(); if (d is null) return; d.Dispose(); }")]
    [InlineData("void M() { var d = Device.Open(); d?.Dispose(); }")]
    [InlineData("void M() { using var d = Calls.Ask() ? Device.Open() : null; Calls.Work(); }")]
    [InlineData("void M(List<Frames> all) { var f = Frames.Allocate(1); all.Add(f); }")]
    [InlineData("void M() { Frames f = new(); Frames g = default; }")]
    [InlineData("IEnumerable<Frames> M() { yield return Frames.Allocate(1); }")]
    [InlineData(
        "async Task M() { using var f = await A(); await Task.Yield(); } Task<Frames> A() => "
            + "Task.FromResult(Frames.Allocate(1));")]
    [InlineData("Frames M(bool b) => b switch { true => Frames.Allocate(1), false => Frames.Allocate(2) };")]
    [InlineData("void M(Stack<Frames> s) { var f = s.Pop(); f.Touch(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); if (f.IsEmpty) return; f.Dispose(); }")]
    [InlineData("Device _d; Device M() => _d ??= Device.Open();")]
    [InlineData(
        "void M([Moves] Frames a, [Moves] Frames b) { var e = a.TryJoin(b, out var c); if (e != Error.None) { "
            + "a.Dispose(); b.Dispose(); throw new Exception(); } c.Dispose(); }")]
    [InlineData(
        "Frames M([Moves] Frames a, [Moves] Frames b) { if (a.TryJoin(b, out var c) == Error.None) return c; "
            + "a.Dispose(); b.Dispose(); return default; }")]
    [InlineData(
        "Error M([Moves(OnSuccess = true)] Frames a, bool b) { if (b) a.Dispose(); return b ? Error.None : "
            + "Error.Full; }")]
    public Task A_value_that_every_path_ends_is_not(string members) => Check.Ownership<OwnershipAnalyzer>(members);
}
