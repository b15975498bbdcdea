namespace Theseus.Build.Commands;

/// <summary>What the command line understands.</summary>
public static class Usage
{
    /// <summary>Exit status for a command line that makes no sense.</summary>
    public const int BadCommandLine = 2;

    private const string Text = """
        usage: ./theseus COMMAND
          run [--uefi] [--memory MiB] [--cpu MODEL] [--display DEVICE] [--kvm] [--icount] [--headless]
              [--debug] [--gdb] [--fast] [--watch] [--screenshot FILE.png 'LINE; LINE']
          exec [run's options] [--timeout SECONDS] 'LINE; LINE'
          build [--fast] [--debug] [--no-iso]
          cell FILE [--sections] [--symbols] [--relocations] [--functions] [--dependencies] [--names]
          fuzz cells [--seed N] [--count N]
          inject software|hardware|allocation [--seed N] [--count N] [--only N] [--cell NAME]
          bench NAME
          evolve [--whole] [--dry-run | --undo | --redo | --state | --package FILE [--from STATE]]
          guard [--all] FILE.dll|PACKAGE@VERSION ...
          unsafe
          packages [NAME...]
          test [FILTER]
        """;

    /// <summary>Asked for by name: no error.</summary>
    public static int Help()
    {
        Console.Out.WriteLine(Text);
        return 0;
    }

    public static int Show()
    {
        Console.Error.WriteLine(Text);
        return BadCommandLine;
    }

    public static int Unknown(string verb)
    {
        Console.Error.WriteLine($"theseus: no command '{verb}'");
        return Show();
    }

    /// <summary>What a command does not take.</summary>
    public static int BadArgument(string verb, string argument)
    {
        Console.Error.WriteLine($"theseus: {verb} does not take '{argument}'");
        return Show();
    }
}
