using System.Runtime.CompilerServices;

namespace Theseus.Runtime;

/// <summary>
/// Where the code of a delegate may be: its two words behind its two references (System.Delegate of Native AOT). The
/// second is what a call of it calls; the first is the method itself where that is a stub's of the class library's, as
/// of a static method, and else none or something else.
/// </summary>
internal static class DelegateCode
{
    /// <summary>The first word; an address of code, or not.</summary>
    public static nuint First(Delegate of) => Words(of).First;

    /// <summary>The second word.</summary>
    public static nuint Second(Delegate of) => Words(of).Second;

    // SAFETY: any delegate has these words, and no derived type can have others before them.
    private static unsafe ref Layout Words(Delegate of) => ref Unsafe.As<Holder>(of).Words;

    private struct Layout
    {
        public nuint Target;
        public nuint Helper;
        public nuint First;
        public nuint Second;
    }

    private sealed class Holder
    {
        public Layout Words;
    }
}
