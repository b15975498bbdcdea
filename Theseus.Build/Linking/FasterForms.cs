namespace Theseus.Build.Linking;

/// <summary>
/// Functions of the class library that our assembler code has a faster form of. The compiler calls them by name, so the
/// linker leads what it compiled to the other form; the assembler code itself reaches the function that it stands for,
/// and goes on there with what is not frequent.
/// </summary>
public static class FasterForms
{
    private static readonly Dictionary<string, string> s_forms = new(StringComparer.Ordinal)
    {
        // Without the IL scanner the compiler has no thread statics in place: each use of one calls this.
        ["S_P_CoreLib_Internal_Runtime_ThreadStatics__GetThreadStaticBaseForType"] = "theseus_thread_static_base",
    };

    /// <summary>Where managed code's references to a function go; null where it has no other form.</summary>
    public static string? Of(string function) => s_forms.GetValueOrDefault(function);
}
