using System.Runtime.InteropServices;

namespace Theseus.Cells.EndCheck;

/// <summary>
/// Copies of handles that were freed: what is free would be given to weak references, which believe what they find
/// there, and be freed and given away once more through the copies.
/// </summary>
internal static class StaleHandles
{
    private const int Many = 2000;

    public static int Run()
    {
        GCHandle[] stale =
            [.. Enumerable.Range(0, Many).Select(i => GCHandle.Alloc(new object(), (GCHandleType)(i % 3)))];
        foreach (GCHandle handle in stale)
        {
            GCHandle copy = handle;
            copy.Free();
        }

        List<int> list = [1];
        WeakReference<List<int>>[] weak =
            [.. Enumerable.Range(0, Many).Select(_ => new WeakReference<List<int>>(list))];
        int found = stale.Count(handle => handle.Target is not null);
        for (int i = 0; i < stale.Length; i++)
        {
            GCHandle copy = stale[i];
            copy.Target = "text";
            copy.Free();
        }

        GCHandle[] others = [.. Enumerable.Range(0, Many).Select(_ => GCHandle.Alloc("other"))];
        int wrong = weak.Count(w => !w.TryGetTarget(out List<int>? target) || !ReferenceEquals(target, list));
        Console.WriteLine($"{found} found, {wrong} wrong, {others.Count(o => o.Target is "other")} others");
        return wrong;
    }
}
