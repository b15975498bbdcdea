using Theseus.Analyzers.Ownership;
using Xunit;

namespace Theseus.Tests.Analyzers;

/// <summary>THS0005.</summary>
public sealed class OwningFieldTests
{
    [Theory]
    [InlineData("class A { Frames {|THS0005:_f|}; }")]
    [InlineData("class A { Frames {|THS0005:P|} { get; set; } }")]
    [InlineData("class A { Frames? {|THS0005:_f|}; }")]
    [InlineData("class A : IDisposable { Frames {|THS0005:_f|}; public void Dispose() { } }")]
    [InlineData("class A : IDisposable { Frames _f; Frames {|THS0005:_g|}; public void Dispose() => _f.Dispose(); }")]
    [InlineData("class A : IDisposable { Frames {|THS0005:_f|}; public void Dispose() => Calls.Borrow(_f); }")]
    [InlineData("struct A : IDisposable { Device {|THS0005:_f|}; public void Dispose() { var n = _f.Id; } }")]
    [InlineData(
        "class A : IDisposable { Frames {|THS0005:_f|}; public void Dispose() { } void Close() => _f.Dispose(); }")]
    [InlineData("[Owned] struct {|THS0005:A|} { }")]
    [InlineData("record A(int N) { Device {|THS0005:_d|} = null; }")]
    public Task An_owning_field_that_nobody_disposes_is_reported(string types) =>
        Check.Source<OwningFieldAnalyzer>(Check.Prelude + types);

    [Theory]
    [InlineData("class A : IDisposable { Frames _f; public void Dispose() => _f.Dispose(); }")]
    [InlineData("class A : IDisposable { Frames P { get; set; } public void Dispose() { this.P.Dispose(); } }")]
    [InlineData("class A : IDisposable { Device _d; public void Dispose() => _d?.Dispose(); }")]
    [InlineData("class A : IDisposable { Frames _f; public void Dispose() => Close(); void Close() => _f.Dispose(); }")]
    [InlineData("class A : IDisposable { Frames _f; public void Dispose() { Calls.Give(_f); } }")]
    [InlineData("class A : IDisposable { Frames _f; void IDisposable.Dispose() { using (_f) { } } }")]
    [InlineData(
        "class A : IDisposable { Frames _f; public void Dispose() { var f = _f; _f = default; f.Dispose(); } }")]
    [InlineData("ref struct A { Frames _f; public void Dispose() => _f.Dispose(); }")]
    [InlineData("class A { static Frames s_f; Memory<byte> _m; Window _w; }")]
    [InlineData("[Owned] struct A { [ConsumesThis] public void End() { } }")]
    [InlineData("[Owned] class A : Device { }")]
    [InlineData("class A { Frames P => default; }")]
    public Task A_field_that_is_disposed_is_not(string types) =>
        Check.Source<OwningFieldAnalyzer>(Check.Prelude + types);
}
