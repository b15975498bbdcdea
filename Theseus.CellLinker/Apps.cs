using Theseus.Runtime.Unwind;

namespace Theseus.CellLinker;

/// <summary>The app cells of the world, by the name that the prompt knows them by.</summary>
public static class Apps
{
    /// <summary>All names, sorted.</summary>
    public static IReadOnlyList<string> Names { get; } = ReadNames();

    /// <summary>The index of an app, or -1.</summary>
    public static int Find(string name)
    {
        for (int i = 0; i < Names.Count; i++)
        {
            if (string.Equals(Names[i], name, StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>Runs an app's Main on the caller's stack; its exceptions pass through.</summary>
    public static int Run(int index, string[] arguments) => AppInvoker.Invoke(index, arguments);

    private static string[] ReadNames()
    {
        string[] names = new string[AppInvoker.Count];
        for (int i = 0; i < names.Length; i++)
        {
            names[i] = AppInvoker.Name(i);
        }

        return names;
    }
}
