namespace Theseus.Memory;

/// <summary>
/// The types that memory is seen as: numbers, of which every pattern of bits is a value. A structure could hold a
/// handle of the kernel's or of the class library's, which bytes that a program wrote itself would forge.
/// </summary>
internal static class PlainNumber
{
    /// <summary>
    /// True of the numeric types and <see cref="char"/>. The compiler knows the answer for each type.
    /// </summary>
    public static bool Is<T>()
        where T : unmanaged =>
        typeof(T) == typeof(byte) || typeof(T) == typeof(sbyte) || typeof(T) == typeof(short)
        || typeof(T) == typeof(ushort)
        || typeof(T) == typeof(int) || typeof(T) == typeof(uint) || typeof(T) == typeof(long)
        || typeof(T) == typeof(ulong)
        || typeof(T) == typeof(char) || typeof(T) == typeof(float) || typeof(T) == typeof(double)
        || typeof(T) == typeof(Half)
        || typeof(T) == typeof(Int128) || typeof(T) == typeof(UInt128);
}
