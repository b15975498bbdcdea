using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0003, THS0004 and THS0010.</summary>
public sealed class UsedAfterTests
{
    [Theory]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); {|THS0003:f|}.Touch(); }")]
    [InlineData("int M() { var f = Frames.Allocate(1); f.Dispose(); return {|THS0003:f|}.Count; }")]
    [InlineData("void M() { var f = Frames.Allocate(1); Calls.Give(f); Calls.Borrow({|THS0003:f|}); }")]
    [InlineData("Frames _f; int M() { var f = Frames.Allocate(1); _f = f; return {|THS0003:f|}.Count; }")]
    [InlineData(
        "int M(bool b) { var f = Frames.Allocate(1); if (b) f.Dispose(); else Calls.Give(f); return "
            + "{|THS0003:f|}.Count; }")]
    [InlineData("int M() { var d = Device.Open(); d.Dispose(); return {|THS0003:d|}.Id; }")]
    [InlineData("int M() { var f = Frames.Allocate(1); using (f) { } return {|THS0003:f|}.Count; }")]
    [InlineData(
        "int M() { var f = Frames.Allocate(1); var (a, b) = f.Split(1); a.Dispose(); b.Dispose(); return "
            + "{|THS0003:f|}.Count; }")]
    [InlineData("int M([Moves] Frames f) { f.Dispose(); return {|THS0003:f|}.Count; }")]
    [InlineData(
        "int M() { var f = Frames.Allocate(1); try { Calls.Work(); } finally { f.Dispose(); } return "
            + "{|THS0003:f|}.Count; }")]
    public Task Use_after_release_or_move_is_reported(string members) => Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); {|THS0004:f|}.Dispose(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); Calls.Give(f); {|THS0004:f|}.Dispose(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); Calls.Give({|THS0004:f|}); }")]
    [InlineData("void M(bool b) { var f = Frames.Allocate(1); if (b) f.Dispose(); {|THS0004:f|}.Dispose(); }")]
    [InlineData("void M(int n) { var f = Frames.Allocate(1); do {|THS0004:f|}.Dispose(); while (n-- > 0); }")]
    [InlineData("Frames M() { var f = Frames.Allocate(1); f.Dispose(); return {|THS0004:f|}; }")]
    [InlineData("Frames _f; void M() { var f = Frames.Allocate(1); _f = f; Calls.Give({|THS0004:f|}); }")]
    [InlineData("void M([Moves] Frames f) { f.Dispose(); {|THS0004:f|}.Dispose(); }")]
    [InlineData("void M() { using var {|THS0004:f = Frames.Allocate(1)|}; f.Dispose(); }")]
    [InlineData("void M() { using var {|THS0004:f = Frames.Allocate(1)|}; Calls.Give(f); }")]
    [InlineData("Frames M() { using var {|THS0004:f = Frames.Allocate(1)|}; return f; }")]
    [InlineData(
        "void M([Moves] Frames a, [Moves] Frames b) { if (a.TryJoin(b, out var c) != Error.None) { a.Dispose(); "
            + "b.Dispose(); return; } c.Dispose(); {|THS0004:b|}.Dispose(); }")]
    public Task Second_release_or_move_is_reported(string members) => Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); f = Frames.Allocate(2); f.Dispose(); }")]
    [InlineData(
        "void M(int n) { for (;;) { var f = Frames.Allocate(1); var c = f.Count; f.Dispose(); if (c == n) break; } }")]
    [InlineData("void M(bool b) { var f = Frames.Allocate(1); if (b) { f.Dispose(); return; } Calls.Give(f); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); f = f.Trim(); f.Dispose(); }")]
    [InlineData("void M() { Frames f = default; f.Dispose(); }")]
    [InlineData("void M() { var f = Frames.Allocate(1); f.Dispose(); f = default; var n = f.Count; }")]
    [InlineData("void M() { using var f = Frames.Allocate(1); var n = f.Count; f.Touch(); Calls.Borrow(f); }")]
    [InlineData("Frames _f; void M() { var f = _f; _f = default; f.Dispose(); }")]
    [InlineData("void M(Frames f) { f.Touch(); Calls.Borrow(f); var n = f.Count; }")]
    [InlineData(
        "void M() { var f = Frames.Allocate(1); L(ref f); f.Dispose(); } void L(ref Frames f) { f.Dispose(); f = "
            + "default; }")]
    [InlineData("void M(in Frames f) => Calls.Borrow(f);")]
    [InlineData("void M() { _d?.Dispose(); _d = null; _d = Device.Open(); } Device _d;")]
    public Task One_use_after_another_is_not(string members) => Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M(Frames f) { {|THS0010:f|}.Dispose(); }")]
    [InlineData("void M(Frames f) { Calls.Give({|THS0010:f|}); }")]
    [InlineData("Frames M(Frames f) => {|THS0010:f|};")]
    [InlineData("Frames _f; void M(Frames f) { _f = {|THS0010:f|}; }")]
    [InlineData("Frames _f; Subject(Frames f) => _f = {|THS0010:f|};")]
    [InlineData("void M(Frames f) { var g = f; {|THS0010:g|}.Dispose(); }")]
    [InlineData("void M(Frames f) { using ({|THS0010:f|}) { } }")]
    [InlineData("void M(in Frames f) { var (a, b) = {|THS0010:f|}.Split(1); a.Dispose(); b.Dispose(); }")]
    public Task Ending_what_is_borrowed_is_reported(string members) => Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData("void M([Moves] Frames f) { f.Dispose(); }")]
    [InlineData("Frames M([Moves] Frames f) => f;")]
    [InlineData("Frames _f; Subject([Moves] Frames f) => _f = f;")]
    [InlineData("Frames _f; Subject([Moves] Frames f) { _f = f; }")]
    [InlineData("void M(Frames f) { var g = f; g.Touch(); }")]
    [InlineData("void M([Moves] Frames f) { using (f) Calls.Work(); }")]
    [InlineData("void M(ref Frames f) { f.Dispose(); f = default; }")]
    [InlineData("Frames _f; void M() { Calls.Give(_f); _f = default; }")]
    public Task Ending_what_was_taken_over_is_not(string members) => Check.Ownership<OwnershipAnalyzer>(members);
}
