using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0006.</summary>
public sealed class ViewTests
{
    [Theory]
    [InlineData("Memory<byte> _v; void M(Frames f) { _v = {|THS0006:f.AsMemory()|}; }")]
    [InlineData("static Window s_v; void M(Frames f) { s_v = {|THS0006:f.Look()|}; }")]
    [InlineData("Window P { get; set; } void M(Frames f) { var w = f.Look(); P = {|THS0006:w|}; }")]
    [InlineData("void M(Frames f, List<Memory<byte>> all) { all.Add({|THS0006:f.AsMemory()|}); }")]
    [InlineData("void M(Frames f, Window[] all) { all[0] = {|THS0006:f.Look()|}; }")]
    [InlineData("Memory<byte> M() { using var f = Frames.Allocate(1); return {|THS0006:f.AsMemory()|}; }")]
    [InlineData(
        "Span<byte> M() { using var f = Frames.Allocate(1); var s = f.AsSpan(); return {|THS0006:s.Slice(1)|}; }")]
    [InlineData("Window M([Moves] Frames f) { using (f) return {|THS0006:f.Look()|}; }")]
    [InlineData(
        "int M() { Span<byte> s; using (var f = Frames.Allocate(1)) { s = f.AsSpan(); } "
        + "return {|THS0006:s|}.Length; }")]
    [InlineData("void M(Frames f) { var w = f.Look(); Func<int> g = () => {|THS0006:w|}.Width; g(); }")]
    [InlineData(
        "int M() { Window w; var f = Frames.Allocate(1); try { w = f.Look(); } finally { f.Dispose(); } return "
            + "{|THS0006:w|}.Width; }")]
    public Task A_view_that_outlives_its_owner_is_reported(string members) =>
        Check.Ownership<OwnershipAnalyzer>(members);

    [Theory]
    [InlineData(
        "int M() { using var f = Frames.Allocate(1); var s = f.AsSpan(); return s.Length + s.Slice(1).Length; }")]
    [InlineData("Span<byte> M(Frames f) => f.AsSpan();")]
    [InlineData("Frames _f; Span<byte> M() => _f.AsSpan().Slice(2);")]
    [InlineData("Frames _f; Window M() { var w = _f.Look(); return w; }")]
    [InlineData("void M(Frames f) { var s = f.AsSpan(); s[0] = 1; f.AsSpan().Clear(); }")]
    [InlineData("Memory<byte> _m; void M(byte[] b) { _m = b.AsMemory(); }")]
    [InlineData("int _n; void M(Frames f) { _n = f.AsSpan().Length; }")]
    [InlineData("void M(Frames f, List<byte> all) { all.Add(f.AsSpan()[0]); }")]
    [InlineData("byte[] M() { using var f = Frames.Allocate(1); return f.AsSpan().ToArray(); }")]
    [InlineData("int M() { var f = Frames.Allocate(1); using var g = f; return g.AsSpan().Length; }")]
    [InlineData("int M(Frames f) { Span<byte> s = f.AsSpan(); s = default; return s.Length; }")]
    public Task A_view_within_its_owner_is_not(string members) => Check.Ownership<OwnershipAnalyzer>(members);
}
