namespace Theseus.Cells.Echo;

/// <summary>
/// Prints its arguments with a blank between them and a line feed at the end. A first argument <c>-n</c> leaves
/// the line feed out. As POSIX lets an implementation choose, a backslash is printed as it stands.
/// </summary>
internal static class Program
{
    private static void Main(string[] arguments)
    {
        bool lineFeed = arguments is not ["-n", ..];
        Console.Out.Write(string.Join(' ', lineFeed ? arguments : arguments[1..]));
        if (lineFeed)
        {
            Console.Out.Write('\n');
        }
    }
}
