using Theseus.Build;
using Theseus.Build.Guard;
using Theseus.Build.World;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>
/// What the C# compiler makes of safe code passes, the parts of it that the standard calls unverifiable included.
/// </summary>
public sealed class SafeProgramTests
{
    [Fact]
    public void Every_safe_feature_of_the_language_passes() =>
        GuardWorld.AssertSafe(
        GuardWorld.CheckSource(File.ReadAllText(Workspace.Find().In("Theseus.Tests", "Guard", "Features.cs.txt"))));

    [Fact]
    public void The_test_programs_pass()
    {
        foreach (string file in Directory.GetFiles(Workspace.Find().In("Theseus.Tests", "Cases"), "*.cs"))
        {
            // Those need a source generator, or the binder of dynamic: they are checked when they are built as cells.
            if (Path.GetFileNameWithoutExtension(file) is not ("json" or "patterns" or "dynamic" or "expressions"))
            {
                GuardWorld.AssertSafe(GuardWorld.CheckSource(File.ReadAllText(file)));
            }
        }
    }

    [Fact]
    public void Handles_may_be_freed_and_set_and_memory_pinned() => GuardWorld.AssertSafe(GuardWorld.CheckSource("""
        using System.Runtime.InteropServices;
        GCHandle handle = GCHandle.Alloc(1, GCHandleType.WeakTrackResurrection);
        GCHandle copy = handle;
        handle.Target = "other";
        handle.Free();
        copy.Free();
        using System.Buffers.MemoryHandle pinned = new Memory<byte>(new byte[1]).Pin(), text = "x".AsMemory().Pin();
        """));

    [Fact]
    public void Numbers_may_lie_over_numbers() => GuardWorld.AssertSafe(GuardWorld.CheckSource("""
        using System.Runtime.InteropServices;
        Console.WriteLine(new Both { D = 1 }.L);
        [StructLayout(LayoutKind.Explicit)] struct Both { [FieldOffset(0)] public double D; [FieldOffset(0)] public long L; [FieldOffset(0)] public Inner I; [FieldOffset(16)] public object O; }
        struct Inner { public int A; public short B; }
        """));

    [Fact]
    public void Numbers_may_be_seen_as_bytes() => GuardWorld.AssertSafe(GuardWorld.CheckSource("""
        using System.Runtime.InteropServices;
        Span<ulong> words = stackalloc ulong[2];
        MemoryMarshal.Write(MemoryMarshal.AsBytes(words)[3..], 7u);
        Console.WriteLine(MemoryMarshal.Cast<ulong, Half>(words).Length + MemoryMarshal.Read<Colour>(new byte[4]).ToString() + System.Runtime.CompilerServices.Unsafe.BitCast<double, long>(1));
        Console.WriteLine(MemoryMarshal.Cast<byte, System.Runtime.Intrinsics.Vector128<byte>>(new byte[32]).Length);
        enum Colour { Red }
        """));

    [Fact]
    public void A_span_may_lie_over_one_value() => GuardWorld.AssertSafe(GuardWorld.CheckSource("""
        using System.Runtime.InteropServices;
        char c = 'x';
        Console.WriteLine(string.Concat(MemoryMarshal.CreateReadOnlySpan(ref c, 1), Over(ref c)));
        static Span<char> Over(ref char c) => MemoryMarshal.CreateSpan(ref c, 1);
        """));

    [Fact]
    public void Memory_of_the_frame_may_be_filled_with_equal_bytes() => GuardWorld.AssertSafe(GuardWorld.CheckSource(
        "Span<byte> s = stackalloc byte[] { 7, 7, 7, 7, 7, 7, 7, 7, 7, 7 }; Console.WriteLine(s[^1]);"));

    [Fact]
    public void An_attribute_is_the_runtimes_by_its_namespace_alone() => GuardWorld.AssertSafe(GuardWorld.CheckSource(
        "A.M(); class A { [LiteDB.Volatile] public static void M() { } } namespace LiteDB { class VolatileAttribute "
            + ": Attribute { } }"));

    /// <summary>What a correct package does for speed, for other systems, or beside a way without.</summary>
    [Theory]
    [InlineData(
        "M(); [System.Runtime.CompilerServices.SkipLocalsInit] static void M() { Span<int> s = stackalloc int[8]; "
            + "Console.WriteLine(s[0]); }")]
    [InlineData(
        "M(0, out _); [System.Runtime.InteropServices.DllImport(\"kernel32.dll\")] static extern bool M(nint handle, "
            + "out uint mode);")]
    [InlineData("Console.WriteLine(new System.Reflection.Emit.DynamicMethod(\"x\", null, null).GetILGenerator());")]
    [InlineData(
        "[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(System.Threading.Lock))] class A { static "
            + "void Main() { } }")]
    public void Of_a_package_passes_what_can_do_nothing_here(string source) =>
        GuardWorld.AssertSafe(GuardWorld.CheckPackage(source));

    [Fact]
    public void A_package_that_zeroes_its_locals_is_compiled_as_it_is()
    {
        string file = typeof(Assert).Assembly.Location;
        Assert.Equal(file, ZeroedLocals.Of(file, "nowhere"));
    }

    [Fact]
    public void Real_libraries_pass()
    {
        // Those that this test program itself runs on: large, old and new, none of them with unsafe code.
        foreach (string library in new[] { "xunit.assert.dll", "DiffPlex.dll" })
        {
            GuardWorld.AssertSafe(GuardWorld.Check(Path.Combine(AppContext.BaseDirectory, library)));
        }
    }

    [Fact]
    public void What_is_public_in_the_class_library_and_in_no_reference_assembly_is_refused_or_known()
    {
        Packages packages = new();
        Assert.NotEmpty(packages.Library);
        AllowList allowed = AllowList.Parse(File.ReadAllText(Workspace.Find().In(GuardStep.AllowedFile)),
            GuardStep.AllowedFile);
        using AssemblySet set = new(packages.Library, []);
        dnlib.DotNet.TypeDef[] internals = set.Types.Object.Definition.Module.Types.Where(t => t.IsPublic
            && t.Namespace.StartsWith("Internal.")).ToArray();
        Assert.True(internals.Length > 100);
        Assert.All(internals, t => Assert.NotNull(allowed.Refuses(t, isLibrary: true)));
    }
}
