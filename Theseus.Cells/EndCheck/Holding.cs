using System.Runtime.InteropServices;

namespace Theseus.Cells.EndCheck;

/// <summary>Programs that end with memory full, in all the places where memory can be held.</summary>
internal static class Holding
{
    private static readonly List<object> s_kept = [];

    public static int Run(string how)
    {
        switch (how)
        {
            case "statics":
                while (true)
                {
                    s_kept.Add(new byte[64 * 1024]);
                }

            case "small":
                while (true)
                {
                    s_kept.Add(new object());
                }

            case "handles":
                while (true)
                {
                    GCHandle.Alloc(new byte[64 * 1024], GCHandleType.Pinned);
                }

            case "exit":
                try
                {
                    while (true)
                    {
                        s_kept.Add(new string('x', 1000));
                    }
                }
                catch (OutOfMemoryException)
                {
                    Environment.Exit(30);
                }

                return 1;
            default:
                return 2;
        }
    }
}
