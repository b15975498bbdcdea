using System.Text;
using Theseus.CellLinker;
using Theseus.Cells.Drivers.SerialLine;
using Theseus.Format;
using Theseus.Memory;
using Theseus.Tasks.Interrupts;

namespace Theseus.Cells.Evolve;

/// <summary>
/// Does what the host asks for by the second serial port (<c>./theseus evolve</c>), one after the other.
/// </summary>
internal static class Listener
{
    private const string Port = "com2";

    /// <summary>Listens until the program is ended.</summary>
    public static int Run()
    {
        if (DeviceRegistry.Find(Port) is not { } offer)
        {
            Console.Error.WriteLine("evolve: the machine offers no second serial port.");
            return 1;
        }

        using Uart16550 uart = new(offer.ClaimPorts());
        if (!uart.IsThere)
        {
            Console.Error.WriteLine("evolve: the machine has no second serial port.");
            return 1;
        }

        using HostLine line = new(uart, offer.ClaimInterrupt());
        while (true)
        {
            (EvolutionRequest kind, ushort number, byte[] contents) = line.Receive();
            (EvolutionRequest answer, string text) = Answer(kind, contents);
            try
            {
                line.Send(answer, number, Encoding.UTF8.GetBytes(text));
            }
            catch (TimeoutException e)
            {
                Console.Error.WriteLine($"evolve: an answer is lost. {e.Message}");
            }
        }
    }

    private static (EvolutionRequest Answer, string Text) Answer(EvolutionRequest kind, byte[] contents)
    {
        try
        {
            if (kind == EvolutionRequest.Tell)
            {
                Console.WriteLine(Encoding.UTF8.GetString(contents));
                return (EvolutionRequest.Done, State());
            }

            return kind switch
            {
                EvolutionRequest.State => (EvolutionRequest.Done, State()),
                EvolutionRequest.Apply => (EvolutionRequest.Done, Text(CellEvolution.Apply(contents))),
                EvolutionRequest.DryRun => (EvolutionRequest.Done, Text(CellEvolution.Apply(contents, isDryRun: true))),
                EvolutionRequest.Undo => (EvolutionRequest.Done, Text(CellEvolution.Undo())),
                EvolutionRequest.Redo => (EvolutionRequest.Done, Text(CellEvolution.Redo())),
                _ => (EvolutionRequest.Refused, $"UnknownRequest: number {(uint)kind} is none that is known."),
            };
        }
        catch (EvolutionException e)
        {
            return (EvolutionRequest.Refused, e.Message);
        }
        catch (OutOfMemoryException)
        {
            return (EvolutionRequest.Refused, $"{EvolutionError.OutOfMemory}: memory is out.");
        }
    }

    private static string State() => $"""
        world {CellEvolution.World}
        state {CellEvolution.State}
        generation {CellEvolution.Generation}
        kept {string.Join(' ', CellEvolution.CellsKept)}
        """;

    private static string Text(EvolutionResult result) => $"""
        {State()}
        cells {result.Cells}
        functions {result.Functions}
        pages {result.Pages}
        pause {result.PauseTicks}
        all {result.AllTicks}
        """;
}
