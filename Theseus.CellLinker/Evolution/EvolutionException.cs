using System.Text;
using Theseus.Format;
using Theseus.Memory;

namespace Theseus.CellLinker;

/// <summary>An evolution was refused. Nothing has changed, and nothing of it is left.</summary>
internal sealed class EvolutionException : Exception
{
    private EvolutionException(EvolutionError error, string message)
        : base(message) => Error = error;

    /// <summary>Why.</summary>
    public EvolutionError Error { get; }

    internal static EvolutionException Make(in EvolutionFault fault, ReadOnlySpan<byte> package)
    {
        EvolutionView view = new(package);
        string cell = view.HasHeader && (uint)fault.Cell < (uint)view.Cells.Length
            ? Encoding.UTF8.GetString(view.NameOf(view.Cells[fault.Cell])) : "";
        string what = fault.Error switch
        {
            EvolutionError.WrongWorld => "it was made for another system than the one that was booted",
            EvolutionError.WrongBaseline =>
                $"it leads on from another state than the one of now, which is number {EvolutionHistory.Generation}",
            EvolutionError.MissingCell => $"the cell {cell}, or one that it imports from, is not there",
            EvolutionError.InNanoCore => "it changes the nano-core, which stays as it was booted",
            EvolutionError.BadCell => $"the cell {cell} that it brings is no cell that can be entered ("
                + $"{fault.File.Error} in {fault.File.Part} {fault.File.Index})",
            EvolutionError.BadChange =>
                $"there is no function to change, or none to change it to, at {At(fault.Home)}",
            EvolutionError.BadPage => $"the page of {At(fault.Home)} cannot be made ({fault.File.Error})",
            EvolutionError.StillAtEntry => $"task {fault.Task} does not move on from the begin of {At(fault.Home)}",
            EvolutionError.NoRoom =>
                "no more evolutions or cells can be kept; end what uses the old ones",
            EvolutionError.TooLarge =>
                $"it has {package.Length} bytes; at most {EvolutionStaging.MostBytes} are taken",
            EvolutionError.OutOfMemory => "memory is out",
            EvolutionError.Busy => "another one is under way",
            EvolutionError.NothingToUndo => "there is no state before this one that is kept",
            EvolutionError.NothingToRedo =>
                "what was undone last is not kept, or the system has gone another way since",
            EvolutionError.Moved => $"the page of {At(fault.Home)} gives way and comes again all the time",
            _ => "the package is damaged, or is none",
        };
        return new EvolutionException(fault.Error, $"{fault.Error}: {what}.");
    }

    private static string At(ulong address)
    {
        VirtualAddress at = new(address);
        return CellRegistry.Find(at) is { } cell ? $"{cell.Describe(at)} of the cell {cell.Name}" : $"{at}";
    }
}
