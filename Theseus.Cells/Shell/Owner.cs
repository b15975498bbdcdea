using System.Globalization;
using Theseus.CellLinker;
using Theseus.Memory;
using Theseus.Tasks.Ownership;
using Theseus.Tasks.Programs;
using Theseus.Tasks.Scheduling;

namespace Shell;

/// <summary>The command 'owner'.</summary>
internal static class Owner
{
    private const string Hexadecimal = "0x";

    /// <summary>Tells who has what is at an address, or a channel, a lock, a task, a cell or a device.</summary>
    public static int Run(string[] arguments)
    {
        IEnumerable<string>? owners = arguments switch
        {
            [var text] when TryAddress(text, out VirtualAddress address) => OfAddress(address),
            ["channel", var text] when TryNumber(text, out uint number) => Having(edge => edge.Number == number
                && edge.Kind is OwnedKind.SendingEnd or OwnedKind.ReceivingEnd),
            ["lock", var text] when TryNumber(text, out uint number) => Having(edge => edge.Number == number
                && edge.Kind is OwnedKind.Mutex or OwnedKind.ReadLock or OwnedKind.WriteLock),
            ["task", var text] when TryNumber(text, out uint number) => OfTask(number),
            ["cell", var name] => OfCell(name),
            ["device", var name] => OfDevice(name),
            _ => null,
        };
        if (owners == null)
        {
            return Commands.Usage("owner ADDRESS, or owner channel|lock|task|cell|device WHICH");
        }

        bool any = false;
        foreach (string owner in owners)
        {
            any = true;
            Console.WriteLine($"  {owner}");
        }

        if (!any)
        {
            Console.Error.WriteLine($"owner: nobody has {string.Join(' ', arguments)}");
        }

        return any ? 0 : 1;
    }

    /// <summary>An owner of memory and whose that is.</summary>
    public static string Describe(MemoryOwner owner)
    {
        for (int place = 1; place < ProgramTable.Places; place++)
        {
            ref ProgramRecord record = ref ProgramTable.At(place);
            if (record.Phase != ProgramPhase.None
                && (OwnerTable.IsChild(owner, record.Owner) || Instances.OwnersOf(record.Instance).Contains(owner)))
            {
                return $"{owner} of {record.Owner.Name}";
            }
        }

        return $"{owner}";
    }

    private static bool TryAddress(string text, out VirtualAddress address)
    {
        ulong value = 0;
        bool isNumber = text.StartsWith(Hexadecimal, StringComparison.OrdinalIgnoreCase)
            && ulong.TryParse(text[Hexadecimal.Length..], NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture,
                out value);
        address = new VirtualAddress(value);
        return isNumber;
    }

    private static bool TryNumber(string text, out uint number) =>
        uint.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out number);

    private static IEnumerable<string> OfAddress(VirtualAddress address)
    {
        foreach (TaskList.Line task in new Owned().Tasks)
        {
            if (address.Value >= task.StackLow && address.Value < task.StackHigh)
            {
                return [$"the stack of {Owned.NameOf(task)} of {ProgramRunner.NameOf(task.Program)}"];
            }
        }

        if (CellRegistry.Find(address) is { } cell)
        {
            return [$"the cell {cell.Name}: {cell.Describe(address)}"];
        }

        MemoryOwner owner = MemoryMap.OwnerOf(address);
        string what = MemoryMap.Describe(address);
        return owner.Kind == MemoryKind.NotRam ? [what] : [$"{Describe(owner)}: {what}"];
    }

    private static IEnumerable<string> Having(Func<OwnershipReport.Edge, bool> what)
    {
        Owned owned = new();
        return owned.Having(what).Select(
            found => $"{owned.NameOf(found.Edge.Task, found.Place)}: {Owned.Describe(found.Edge)}");
    }

    private static IEnumerable<string> OfTask(uint number)
    {
        Owned owned = new();
        IEnumerable<string> parents = Having(edge => edge.Kind == OwnedKind.Child && edge.Number == number);
        return parents.Concat(owned.Tasks.Where(task => task.Number == number)
            .Select(task => $"the program {ProgramRunner.NameOf(task.Program)}"));
    }

    private static IEnumerable<string> OfCell(string name)
    {
        if (CellRegistry.Find(name) is not { } cell)
        {
            return [];
        }

        IEnumerable<string> tasks = new Owned().Tasks.Where(task => task.EntryCell == cell.Number)
            .Select(task => $"{Owned.NameOf(task)} of {ProgramRunner.NameOf(task.Program)}, which began in it");
        return tasks.Concat(CellEdges.To(cell).GroupBy(edge => edge.From.Name)
            .Select(edges => $"the cell {edges.Key}, by {edges.Count()} references"));
    }

    private static IEnumerable<string> OfDevice(string name) => DeviceRegistry.Find(name) is { } offer
        && offer.Owner.Kind != MemoryKind.NotRam ? [Describe(offer.Owner)] : [];
}
