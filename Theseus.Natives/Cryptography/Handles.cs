using System.Runtime.InteropServices;

namespace Theseus.Natives.Cryptography;

/// <summary>
/// What the class library holds in place of OpenSSL's pointers: handles of objects here. It owns each and frees it
/// once; 0 is none.
/// </summary>
// SAFETY: a handle comes back from the class library's SafeHandles only, which keep what they were given and free it
// once.
internal static class Handles
{
    public static nint New(object target) => GCHandle.ToIntPtr(GCHandle.Alloc(target));

    /// <exception cref="InvalidCastException">The handle is of something else.</exception>
    public static T Get<T>(nint handle)
        where T : class => (T)GCHandle.FromIntPtr(handle).Target!;

    public static void Free(nint handle)
    {
        if (handle != 0)
        {
            GCHandle.FromIntPtr(handle).Free();
        }
    }
}
