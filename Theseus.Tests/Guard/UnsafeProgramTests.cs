using Theseus.Build.Guard;
using Theseus.Tests.Boot;
using Xunit;

namespace Theseus.Tests.Guard;

/// <summary>
/// C# programs that get at memory: each compiles, with what a project can say, and each is refused as an assembly.
/// </summary>
public sealed class UnsafeProgramTests
{
    public static readonly TheoryData<GuardRule, string> Programs = new()
    {
        // Layout.
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct A { [System.Runtime.InteropServices.FieldOffset(0)] public object O; "
                + "[System.Runtime.InteropServices.FieldOffset(0)] public string S; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct A { [System.Runtime.InteropServices.FieldOffset(0)] public Memory<byte> B; "
                + "[System.Runtime.InteropServices.FieldOffset(0)] public Memory<ulong> U; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct A { [System.Runtime.InteropServices.FieldOffset(0)] public Inner I; "
                + "[System.Runtime.InteropServices.FieldOffset(4)] public int N; } struct Inner { public int A; "
                + "public int B; public object O; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct A { [System.Runtime.InteropServices.FieldOffset(0)] public Frames F; "
                + "[System.Runtime.InteropServices.FieldOffset(0)] public ulong N; } [Theseus.Owned] struct Frames { "
                + "public ulong First; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "struct A { [System.Runtime.InteropServices.FieldOffset(0)] public "
                + "System.Runtime.InteropServices.GCHandle H; [System.Runtime.InteropServices.FieldOffset(0)] public "
                + "nint N; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit)] "
                + "class A { [System.Runtime.InteropServices.FieldOffset(4)] public object O; }" },
        { GuardRule.FixedBuffer, "M(); static void M() { } unsafe struct A { public fixed byte B[16]; }" },
        // Out of bounds by the class library.
        { GuardRule.NotAllowed,
            "byte[] b = new byte[1]; "
                + "System.Runtime.Intrinsics.Vector128.StoreUnsafe(System.Runtime.Intrinsics.Vector128<byte>.Zero, "
                + "ref b[0], 99);" },
        { GuardRule.NotAllowed,
            "byte[] b = new byte[1]; Console.WriteLine(System.Runtime.Intrinsics.Vector256.LoadUnsafe(ref b[0]));" },
        { GuardRule.NotAllowed,
            "byte[] b = new byte[1]; Console.WriteLine(System.Numerics.Vector.LoadUnsafe(ref b[0], 9));" },
        { GuardRule.NotAllowed,
            "var b = new Buffer2(); b.Initialize(ulong.MaxValue / 2); Console.WriteLine(b.Read<int>(0)); class "
                + "Buffer2() : System.Runtime.InteropServices.SafeBuffer(false) { protected override bool "
                + "ReleaseHandle() => true; }" },
        { GuardRule.NotAllowed,
            "class H() : System.Runtime.InteropServices.SafeHandle(0, true) { static void Main() { } public override "
                + "bool IsInvalid => false; protected override bool ReleaseHandle() => true; }" },
        { GuardRule.NotAllowed, "System.Runtime.InteropServices.Marshal.WriteInt32(8, 5);" },
        { GuardRule.NotAllowed, "unsafe { System.Runtime.InteropServices.NativeMemory.Free(null); }" },
        { GuardRule.NotAllowed,
            "int[] a = new int[1]; Console.WriteLine(System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref "
                + "a[0], 99).Length);" },
        { GuardRule.NotAllowed,
            "Memory<byte> m = System.Runtime.InteropServices.MemoryMarshal.AsMemory(new ReadOnlyMemory<byte>());" },
        { GuardRule.NotAllowed,
            "object o = \"x\"; Console.WriteLine(System.Runtime.CompilerServices.Unsafe.As<byte[]>(o).Length);" },
        { GuardRule.NotAllowed, "Console.WriteLine(System.Runtime.InteropServices.GCHandle.FromIntPtr(8).Target);" },
        { GuardRule.NotAllowed, "Console.WriteLine(((System.Runtime.InteropServices.GCHandle)(nint)8).Target);" },
        { GuardRule.NotAllowed, "Console.WriteLine((nint)System.Runtime.InteropServices.GCHandle.Alloc(1));" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.InteropServices.GCHandle<byte[]>.FromIntPtr(8).Target.Length);" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(new System.Runtime.InteropServices.GCHandle<byte[]>([]).Target.Length);" },
        { GuardRule.NotAllowed, "Console.WriteLine(new System.Runtime.DependentHandle(1, 2).Target);" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.InteropServices.CollectionsMarshal.AsSpan(new List<int>()).Length + "
                + "System.Runtime.InteropServices.ImmutableCollectionsMarshal.AsArray<int>([])!.Length);" },
        { GuardRule.NotAllowed, "Console.WriteLine(new Microsoft.Win32.SafeHandles.SafeWaitHandle(4096, true));" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(new FileStream(new Microsoft.Win32.SafeHandles.SafeFileHandle(1, true), "
                + "FileAccess.Write));" },
        { GuardRule.NotAllowed, "Console.WriteLine(RuntimeTypeHandle.FromIntPtr(8));" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(typeof(string).GetMethod(\"Clone\")!.MethodHandle.GetFunctionPointer());" },
        { GuardRule.NotAllowed, "Console.WriteLine(System.Runtime.Loader.AssemblyLoadContext.Default);" },
        { GuardRule.NotAllowed, "Console.WriteLine(new System.Reflection.Emit.DynamicMethod(\"x\", null, null));" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.CompilerServices."
                + "RuntimeHelpers.GetUninitializedObject(typeof(string)));" },
        { GuardRule.NotAllowed, "unsafe { Console.WriteLine(new string((sbyte*)8)); }" },
        { GuardRule.NotAllowed, "unsafe { Buffer.MemoryCopy((void*)8, (void*)16, 1, 1); }" },
        { GuardRule.NotAllowed,
            "using var s = new UnmanagedMemoryStreamOf(); class UnmanagedMemoryStreamOf : UnmanagedMemoryStream { }" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.InteropServices.MemoryMarshal.Read<DateTime>(new byte[8]));" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.InteropServices.MemoryMarshal.AsBytes(new S[1].AsSpan()).Length); "
                + "struct S { byte A; int B; }" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(M<Memory<int>>()); static int M<T>() where T : struct => "
                + "System.Runtime.InteropServices.MemoryMarshal.Cast<byte, T>(new byte[99]).Length;" },
        { GuardRule.NotAllowed,
            "Console.WriteLine(System.Runtime.CompilerServices.Unsafe.BitCast<long, "
                + "System.Runtime.InteropServices.GCHandle>(8));" },
        { GuardRule.NotAllowed,
            "int x = 1; Console.WriteLine(System.Runtime.InteropServices.MemoryMarshal.CreateReadOnlySpan(ref x, "
                + "Environment.ProcessorCount).Length);" },
        { GuardRule.EscapingReference,
            "Console.WriteLine(M()[0]); static Span<int> M() { int x = 1; return "
                + "System.Runtime.InteropServices.MemoryMarshal.CreateSpan(ref x, 1); }" },
        { GuardRule.BadDelegate,
            "D d = System.Runtime.InteropServices.MemoryMarshal.CreateSpan<int>; int x = 1; Console.WriteLine(d(ref "
                + "x, 99).Length); delegate Span<int> D(ref int x, int n);" },
        // What is given back twice, or used when it was given back.
        { GuardRule.NotAllowed,
            "var h = new Memory<byte>(new byte[8]).Pin(); unsafe { *(byte*)h.Pointer = 1; }" },
        { GuardRule.NotAllowed,
            "class Lies : System.Buffers.IPinnable { static void Main() { } public System.Buffers.MemoryHandle Pin(int "
                + "i) => default; public void Unpin() { } }" },
        { GuardRule.NotAllowed,
            "class Lies(byte[] large, Memory<byte> small) : System.Buffers.MemoryManager<byte> { static void Main() "
                + "{ } public override Span<byte> GetSpan() => large; public override System.Buffers.MemoryHandle "
                + "Pin(int i) => small.Pin(); public override void Unpin() { } protected override void Dispose(bool "
                + "d) { } }" },
        { GuardRule.NotAllowed,
            "using var image = new System.Reflection.PortableExecutable.PEReader(Stream.Null); "
                + "Console.WriteLine(image.HasMetadata);" },
        { GuardRule.ClonedHandle,
            "class Weak(object o) : WeakReference(o) { static void Main() { } public object Copy() => "
                + "MemberwiseClone(); }" },
        { GuardRule.ClonedHandle,
            "class Weak(object o) : WeakReference(o) { static void Main() { } public Func<object> Copy() => "
                + "MemberwiseClone; }" },
        { GuardRule.ClonedHandle,
            "class Files() : System.IO.Enumeration.FileSystemEnumerator<int>(\"/\") { static void Main() { } "
                + "protected override int TransformEntry(ref System.IO.Enumeration.FileSystemEntry e) => 0; public "
                + "object Copy() => MemberwiseClone(); }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, "
                + "Pack = 1)] struct A { [System.Runtime.InteropServices.FieldOffset(0)] public object O; "
                + "[System.Runtime.InteropServices.FieldOffset(8)] public byte B; }" },
        { GuardRule.OverlappingFields,
            "M(); static void M() { } "
                + "[System.Runtime.InteropServices.StructLayout(System.Runtime.InteropServices.LayoutKind.Explicit, "
                + "Size = 12)] struct A { [System.Runtime.InteropServices.FieldOffset(0)] public object O; }" },
        // Pointers.
        { GuardRule.TypeMismatch, "unsafe { *(int*)0x10000 = 1; }" },
        { GuardRule.PointerType, "unsafe { int*[] a = new int*[1]; Console.WriteLine(a.Length); }" },
        { GuardRule.PointerType, "class A { static void Main() { } unsafe static int* P; }" },
        { GuardRule.PointerType,
            "class A { static void Main() { } unsafe static void M(delegate*<int, void> f) { f(1); } }" },
        { GuardRule.PointerType, "unsafe { fixed (byte* p = new byte[4]) { p[100] = 1; } }" },
        { GuardRule.LocalsNotZeroed,
            "M(); [System.Runtime.CompilerServices.SkipLocalsInit] static void M() { Span<int> s = stackalloc "
                + "int[8]; Console.WriteLine(s[0]); }" },
        { GuardRule.UnverifiableInstruction, "int x = 1; Console.WriteLine(__refvalue(__makeref(x), int));" },
        // Symbols.
        { GuardRule.NativeImport, "M(); [System.Runtime.InteropServices.DllImport(\"libc\")] static extern void M();" },
        { GuardRule.RuntimeSymbol,
            "A.M(); class A { [System.Runtime.RuntimeImport(\"*\", \"memmove\")] "
                + "[System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)] public static extern void M(); } namespace System.Runtime { class RuntimeImportAttribute(string a, string b) : Attribute { public string S => a + b; } }" },
        { GuardRule.RuntimeSymbol,
            "A.M(); class A { [System.Runtime.RuntimeExport(\"cbrt\")] public static double M() => 42; } namespace "
                + "System.Runtime { class RuntimeExportAttribute(string a) : Attribute { public string S => a; } }" },
        { GuardRule.RuntimeSymbol,
            "A.M(); class A { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)] public static extern void M(); }" },
        { GuardRule.RuntimeSymbol,
            "class A { static void Main() { } [System.Runtime.InteropServices.UnmanagedCallersOnly(EntryPoint = "
                + "\"memcpy\")] static void M() { } }" },
        { GuardRule.ForbiddenAttribute,
            "class A { static void Main() { } "
                + "[System.Runtime.CompilerServices.UnsafeAccessor(System.Runtime.CompilerServices.UnsafeAccessorKind.Field, Name = \"_length\")] static extern ref int M(string s); }" },
        { GuardRule.ForbiddenAttribute,
            "class A { static void Main() { } [System.Runtime.CompilerServices.Intrinsic] static void M() { } } "
                + "namespace System.Runtime.CompilerServices { class IntrinsicAttribute : Attribute { } }" },
        { GuardRule.ForbiddenAttribute,
            "[assembly: System.Runtime.CompilerServices.IgnoresAccessChecksTo(\"System.Private.CoreLib\")] class A { "
                + "static void Main() { } } namespace System.Runtime.CompilerServices { "
                + "[AttributeUsage(AttributeTargets.Assembly)] class IgnoresAccessChecksToAttribute(string n) : "
                + "Attribute { public string N => n; } }" },
        { GuardRule.Forwarder,
            "[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Theseus.OwnedAttribute))] class A { "
                + "static void Main() { } }" },
        // What has one owner, made of bytes.
        { GuardRule.OwnedAsBytes,
            "using Theseus.Memory; var pages = MappedPages.Allocate(4096); "
                + "Console.WriteLine(pages.AsSpan<AllocatedFrames>(0, 1).Length);" },
    };

    [Theory]
    [MemberData(nameof(Programs))]
    public void Is_refused_by_its_rule(GuardRule rule, string source) =>
        GuardWorld.AssertRefused(rule, GuardWorld.CheckSource(source));

    /// <summary>
    /// The cells that a whole build refuses (<see cref="SpoiltTreeTests"/>), as assemblies: whatever the compiler
    /// would say to them, the guard refuses each.
    /// </summary>
    [Fact]
    public void Every_attack_on_a_build_is_refused_by_the_guard_itself() =>
        Assert.All([Attack.ByEditorConfig, .. Attack.All],
            attack => GuardWorld.AssertRefused(attack.Rule, GuardWorld.CheckSource(attack.WholeSource)));

    /// <summary>A package is held to the same, but for what can do nothing here.</summary>
    [Theory]
    [InlineData(GuardRule.PointerType,
        "unsafe { M(null); } [System.Runtime.InteropServices.DllImport(\"kernel32.dll\")] static extern unsafe void "
            + "M(int* p);")]
    [InlineData(GuardRule.RuntimeSymbol,
        "A.M(); class A { [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.InternalCall)] public static extern void M(); }")]
    [InlineData(GuardRule.NotAllowed, "System.Runtime.InteropServices.Marshal.WriteInt32(8, 5);")]
    [InlineData(GuardRule.NotAllowed,
        "System.Runtime.Loader.AssemblyLoadContext.Default.ResolvingUnmanagedDll += (_, _) => 8;")]
    [InlineData(GuardRule.Forwarder,
        "[assembly: System.Runtime.CompilerServices.TypeForwardedTo(typeof(Theseus.OwnedAttribute))] class A { "
            + "static void Main() { } }")]
    public void Of_a_package_is_refused_by_its_rule(GuardRule rule, string source) =>
        GuardWorld.AssertRefused(rule, GuardWorld.CheckPackage(source));

    [Fact]
    public void No_pragma_and_no_suppression_opens_it() =>
        GuardWorld.AssertRefused(GuardRule.NotAllowed, GuardWorld.CheckSource("""
        #pragma warning disable
        using System.Diagnostics.CodeAnalysis;
        [assembly: SuppressMessage("ApiDesign", "RS0030")]
        System.Runtime.CompilerServices.Unsafe.Add(ref (new byte[4])[0], 1 << 30) = 1;
        """));

    [Fact]
    public void A_name_is_admitted_for_the_cell_of_the_line_alone()
    {
        const string source = "Console.WriteLine(new System.Runtime.DependentHandle(1, 2).Target);";
        Admissions admissions = new([], [new Admissions.Name("Subject", "System.Runtime.DependentHandle", "shows it")]);
        GuardWorld.AssertSafe(GuardWorld.CheckSource(source, admissions));
        GuardWorld.AssertRefused(GuardRule.NotAllowed, GuardWorld.CheckSource(source, admissions, "Other"));
    }
}
