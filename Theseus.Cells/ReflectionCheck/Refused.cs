using System.Diagnostics.CodeAnalysis;
using System.Linq.Expressions;
using System.Reflection;
using System.Text;

namespace Theseus.Cells.ReflectionCheck;

/// <summary>
/// What C# without <c>unsafe</c> could not have named. Each is compiled into the world, because ILC sees its name here:
/// without the gate each would go through, or fault at the address that it is given.
/// </summary>
[UnconditionalSuppressMessage("Trimming", "IL2026",
    Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("Trimming", "IL2075",
    Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("Trimming", "IL2060",
    Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("Trimming", "IL2070",
    Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("Trimming", "IL2072",
    Justification = "that these members are not there is what is checked")]
[UnconditionalSuppressMessage("Trimming", "IL2111",
    Justification = "that these members are not there is what is checked")]
internal static class Refused
{
    private const BindingFlags Any = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static
        | BindingFlags.Instance;

    /// <summary>
    /// An address that faults: a check that goes through ends in an exception that is not the right one.
    /// </summary>
    private static readonly object s_nowhere = (nint)8;

    public static void Methods(Checks check)
    {
        check.Refuses("marshal.write", () =>
            Type.GetType("System.Runtime.InteropServices.Marshal")!.GetMethod("WriteInt64",
            [typeof(nint), typeof(long)])!.Invoke(null, [s_nowhere, 1L]));
        check.Refuses("marshal.read", () =>
            Type.GetType("System.Runtime.InteropServices.Marshal")!.GetMethod("ReadInt32",
            [typeof(nint)])!.Invoke(null, [s_nowhere]));
        check.Refuses("handle", () =>
            Type.GetType("System.Runtime.InteropServices.GCHandle")!.GetMethod("FromIntPtr",
            [typeof(nint)])!.Invoke(null, [s_nowhere]));
        check.Refuses("type.handle",
            () => typeof(RuntimeTypeHandle).GetMethod("FromIntPtr")!.Invoke(null, [s_nowhere]));
        check.Refuses("private", () => typeof(List<int>).GetMethod("Grow", Any)!.Invoke(new List<int>(), [5]));
        check.Refuses("private.generic",
            () => typeof(List<string>).GetMethod("Grow", Any)!.Invoke(new List<string>(), [5]));
        check.Refuses("generic.method", () => Type.GetType("System.Runtime.InteropServices.MemoryMarshal")!.GetMethods()
            .First(m => m is { Name: "GetArrayDataReference", IsGenericMethodDefinition: true })
            .MakeGenericMethod(typeof(string)).Invoke(null, [new string[1]]));
        check.Refuses("protected",
            () => typeof(object).GetMethod("MemberwiseClone", Any)!.Invoke(new List<int>(), null));
        check.Refuses("internal.type", () =>
            Type.GetType("Internal.Runtime.Augments.RuntimeAugments")!.GetMethod("RawNewObject", Any)!.Invoke(null,
            [typeof(string).TypeHandle]));
        check.Refuses("kernel", () =>
            Type.GetType("Theseus.Memory.Physical.FrameAllocator, Theseus.Memory")!.GetMethods(Any)
            .First(m => m.IsStatic && !m.IsPublic).Invoke(null, null));
        check.Refuses("virtual.private", () =>
            typeof(List<int>).GetMethod("System.Collections.IList.Add", Any)!.Invoke(new List<int>(), [5]));
    }

    public static void Fields(Checks check)
    {
        List<int> list = [1];
        check.Refuses("list.get", () => typeof(List<int>).GetField("_items", Any)!.GetValue(list));
        check.Refuses("list.set", () =>
        {
            typeof(List<int>).GetField("_size", Any)!.SetValue(list, 1000);
            return list.Count;
        });
        check.Refuses("string", () =>
        {
            typeof(string).GetField("_firstChar", Any)!.SetValue("constant", 'X');
            return "constant";
        });
        check.Refuses("memory", () =>
        {
            object memory = new Memory<byte>(new byte[8]);
            typeof(Memory<byte>).GetField("_object", Any)!.SetValue(memory, new ulong[8]);
            return memory;
        });
        check.Refuses("delegate", () => Find(typeof(Action), "_functionPointer")!.GetValue((Action)(() => { })));
        check.Refuses("static", () => typeof(Console).GetFields(Any).First(f => !f.IsLiteral).GetValue(null));
        check.Refuses("kernel", () =>
            Type.GetType("Theseus.Memory.Physical.FrameAllocator, Theseus.Memory")!.GetFields(Any)
            .First(f => f.IsStatic && !f.IsLiteral).GetValue(null));
    }

    public static void Pointers(Checks check)
    {
        MethodInfo[] unsafeOnes = [
            .. typeof(System.Text.Encoding).GetMethods()
            .Where(m => m.GetParameters().Any(p => p.ParameterType.IsPointer))];
        check.Is("parameters.compiled", true, () => unsafeOnes.Length > 0);
        foreach (MethodInfo method in unsafeOnes)
        {
            check.Refuses($"parameters.{method.Name}", () => method.MethodHandle.GetFunctionPointer());
        }

        MethodInfo grow = typeof(List<int>).GetMethod("Grow", Any)!;
        check.Refuses("function", () => grow.MethodHandle.GetFunctionPointer());
        check.Refuses("delegate", () => grow.CreateDelegate(typeof(Action<int>), new List<int>()));
        check.Refuses("delegate.static", () => Delegate.CreateDelegate(typeof(Action<nint, long>),
            Type.GetType("System.Runtime.InteropServices.Marshal")!.GetMethod("WriteInt64",
                [typeof(nint), typeof(long)])!));
    }

    public static void Trees(Checks check)
    {
        check.Refuses("call", () => Expression.Lambda<Func<int>>(Expression.Call(
            Type.GetType("System.Runtime.InteropServices.Marshal")!.GetMethod("ReadInt32", [typeof(nint)])!,
            Expression.Constant(s_nowhere))).Compile()());
        check.Refuses("field", () => Expression.Lambda<Func<int>>(Expression.Field(
            Expression.Constant(new List<int> { 1 }), typeof(List<int>).GetField("_size", Any)!)).Compile()());
    }

    public static void Made(Checks check)
    {
        check.Refuses("kernel", () => Activator.CreateInstance(
            Assembly.Load("Theseus.Platform").GetTypes()
                .First(t => t is { IsClass: true, IsAbstract: false, IsVisible: false }), nonPublic: true));
        check.Refuses("private", () => Activator.CreateInstance(typeof(System.Text.DecoderFallbackBuffer).Assembly
            .GetType("System.Threading.LowLevelLifoSemaphore")!, Any, null, [1, 1, (Action)(() => { })], null));
        check.Refuses("uninitialized", () =>
            Type.GetType("System.Runtime.CompilerServices.RuntimeHelpers")!.GetMethod("GetUninitializedObject")!.Invoke(
            null, [typeof(List<int>)]));
    }

    /// <summary>The other ways from a name to a member: each ends at the same tables.</summary>
    public static void Routes(Checks check)
    {
        List<int> list = [1];
        Type marshal = Type.GetType("System.Runtime.InteropServices.Marshal")!;
        MethodInfo write = marshal.GetMethod("WriteInt64", [typeof(nint), typeof(long)])!;
        MethodInfo grow = typeof(List<int>).GetMethod("Grow", Any)!;
        PropertyInfo hidden = typeof(Thread).GetProperties(Any).First(p => p.GetMethod is { IsPublic: false });
        check.Refuses("invoke.member", () => typeof(Queue<int>).InvokeMember("Grow",
            BindingFlags.InvokeMethod | BindingFlags.Instance | BindingFlags.NonPublic, null, new Queue<int>(), [5]));
        check.Refuses("invoke.member.field", () => typeof(Queue<int>).InvokeMember("_size",
            BindingFlags.SetField | BindingFlags.Instance | BindingFlags.NonPublic, null, new Queue<int>(), [1000]));
        check.Refuses("method.invoker", () => MethodInvoker.Create(write).Invoke(null, s_nowhere, 1L));
        check.Refuses("method.invoker.private", () => MethodInvoker.Create(grow).Invoke(list, 5));
        ConstructorInfo part = typeof(StringBuilder).GetConstructors(Any).First(
            c => c.IsPrivate && c.GetParameters() is [{ ParameterType.Name: "StringBuilder" }]);
        check.Refuses("constructor.invoker", () => ConstructorInvoker.Create(part).Invoke(new StringBuilder("text")));
        check.Refuses("constructor", () => part.Invoke([new StringBuilder("text")]));
        check.Refuses("property", () => hidden.GetValue(Thread.CurrentThread));
        check.Refuses("property.accessor", () => hidden.GetGetMethod(nonPublic: true)!.Invoke(Thread.CurrentThread,
            null));
        check.Refuses("method.of.handle", () =>
            MethodBase.GetMethodFromHandle(grow.MethodHandle, typeof(List<int>).TypeHandle)!.Invoke(list, [5]));
        check.Refuses("field.of.handle", () => FieldInfo.GetFieldFromHandle(
            typeof(List<int>).GetField("_size", Any)!.FieldHandle, typeof(List<int>).TypeHandle).GetValue(list));
        check.Refuses("interface.map", () => typeof(List<int>).GetInterfaceMap(typeof(System.Collections.IList))
            .TargetMethods.First(m => !m.IsPublic && m.Name.EndsWith("Add", StringComparison.Ordinal))
            .Invoke(list, [5]));
        check.Refuses("extension", () => typeof(List<int>).GetRuntimeFields().First(f => f.Name == "_items")
            .GetValue(list));
        check.Refuses("method.info", () => grow.CreateDelegate<Action<List<int>, int>>());
        check.Is("unharmed", "1 1", () => $"{list.Count} {list[0]}");
    }

    private static FieldInfo? Find(Type? type, string name)
    {
        for (; type is not null; type = type.BaseType)
        {
            if (type.GetField(name, Any | BindingFlags.DeclaredOnly) is { } field)
            {
                return field;
            }
        }

        return null;
    }
}
