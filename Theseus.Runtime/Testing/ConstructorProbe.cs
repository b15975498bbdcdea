namespace Theseus.Runtime.Testing;

/// <summary>
/// A type outside of every program whose class constructor calls what a program says: the cell <c>faultcheck</c> shows
/// with it that a constructor that is cut short is run again. Nothing else may use it.
/// </summary>
internal static class ConstructorProbe
{
    /// <summary>What the constructor of <see cref="Half"/> calls between its first field and its last.</summary>
    public static Action? During { get; set; }

    /// <summary>Three fields, 1, 2 and 7 once they are made.</summary>
    internal static class Half
    {
        public static readonly int A = 1 + Call(0);
        public static readonly int B = 2 + Call(1);
        public static readonly int C = 7 + Call(0);

        private static int Call(int times)
        {
            for (int i = 0; i < times; i++)
            {
                During?.Invoke();
            }

            return 0;
        }
    }
}
