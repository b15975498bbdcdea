using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Theseus.Cells.ReflectionCheck;

/// <summary>Asks every member of the system's layers, and some of the class library's, that is not public.</summary>
[UnconditionalSuppressMessage("Trimming", "IL2026", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("Trimming", "IL2070", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("Trimming", "IL2060", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("Trimming", "IL2055", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("Trimming", "IL2075", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("AOT", "IL3050", Justification = "whatever is there is asked")]
[UnconditionalSuppressMessage("Trimming", "IL2065", Justification = "whatever is there is asked")]
internal static class Sweep
{
    private const BindingFlags Declared =
        BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static | BindingFlags.Instance
        | BindingFlags.DeclaredOnly;

    private static readonly string[] s_layers =
        ["Theseus.Format", "Theseus.Runtime", "Theseus.Memory", "Theseus.Tasks", "Theseus.CellLinker",
        "Theseus.Platform", "Theseus.Kernel"];

    public static void Run(Checks check)
    {
        foreach (string layer in s_layers)
        {
            check.Is(layer, "none", () => Reached(Assembly.Load(layer), every: 1));
        }

        check.Is("corelib", "none", () => Reached(typeof(object).Assembly, every: 40));
    }

    /// <summary>Members that are not public and can be called or read all the same, or "none".</summary>
    private static string Reached(Assembly assembly, int every)
    {
        List<string> reached = [];
        int asked = 0;
        foreach (Type type in assembly.GetTypes())
        {
            if (Closed(type) is not { } closed)
            {
                continue;
            }

            foreach (MemberInfo member in closed.GetMembers(Declared))
            {
                if (IsHidden(member) && asked++ % every == 0 && Goes(member))
                {
                    reached.Add($"{type}.{member.Name}");
                }
            }
        }

        return asked == 0 ? "nothing was asked" : reached.Count == 0 ? "none"
            : $"{reached.Count} of {asked}: {string.Join(", ", reached.Take(20))}";
    }

    private static bool IsHidden(MemberInfo member) => member switch
    {
        MethodInfo method => !method.IsPublic && !method.IsAbstract,
        FieldInfo field => !field.IsPublic && !field.IsLiteral && field.IsStatic,
        _ => false,
    };

    /// <summary>The type, or an instance of it over strings if the world has one.</summary>
    private static Type? Closed(Type type)
    {
        try
        {
            return type.IsGenericTypeDefinition ? type.MakeGenericType(Strings(type.GetGenericArguments().Length))
                : type;
        }
        catch (Exception thrown) when (thrown is ArgumentException or NotSupportedException or TypeLoadException)
        {
            return null;
        }
    }

    private static bool Goes(MemberInfo member)
    {
        try
        {
            _ = member switch
            {
                MethodInfo { IsGenericMethodDefinition: true } open =>
                    open.MakeGenericMethod(Strings(open.GetGenericArguments().Length))
                    .MethodHandle.GetFunctionPointer(),
                MethodInfo method => method.MethodHandle.GetFunctionPointer(),
                _ => ((FieldInfo)member).GetValue(null),
            };
            return true;
        }
        catch (Exception thrown) when (thrown is ArgumentException or NotSupportedException or TypeLoadException)
        {
            return false;
        }
    }

    private static Type[] Strings(int count) => [.. Enumerable.Repeat(typeof(string), count)];
}
