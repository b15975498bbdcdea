using System.Globalization;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;

namespace Theseus.Cells.EndCheck;

/// <summary>Leaves its hands wherever a program can; <see cref="Fresh"/> looks for them in the next.</summary>
internal static class Soil
{
    public const string Variable = "ENDCHECK_SOIL";
    public const string Switch = "EndCheck.Soil";

    /// <summary>What the app itself keeps.</summary>
    public static readonly List<string> Kept = [];

    public static int Counter;

    [ThreadStatic]
    public static int OfThread;

    /// <summary>Counts the runs of the module's initialiser: one a program.</summary>
    public static int Initialized { get; private set; }

    [ModuleInitializer]
    internal static void Initialize() => Initialized++;

    public static int Run()
    {
        AppDomain.CurrentDomain.ProcessExit += (_, _) => Console.Error.WriteLine("an exit handler of before");
        AppDomain.CurrentDomain.UnhandledException += (_, _) =>
            Console.Error.WriteLine("an unhandled-exception handler of before");
        AppDomain.CurrentDomain.FirstChanceException += (_, _) => Counter++;
        Kept.Add("kept");
        Counter += 1000;
        OfThread = 5;
        OfType<string>.Value = 5;
        OfType<int>.Value = 6;
        Environment.SetEnvironmentVariable(Variable, "set");
        Environment.ExitCode = 9;
        AppContext.SetSwitch(Switch, true);
        AppContext.SetData(Switch, "data");
        CultureInfo culture = (CultureInfo)CultureInfo.InvariantCulture.Clone();
        culture.NumberFormat.NegativeSign = "minus ";
        CultureInfo.CurrentCulture = culture;
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture;
        Thread.CurrentThread.Name ??= "soiled";
        for (int i = 0; i < 10_000; i++)
        {
            try
            {
                Descriptors.Add(File.OpenRead("/dev/null"));
            }
            catch (IOException)
            {
                break; // all are taken
            }
        }

        for (int i = 0; i < 64; i++)
        {
            GCHandle.Alloc(new byte[256 * 1024], i % 2 == 0 ? GCHandleType.Pinned : GCHandleType.Normal);
        }

        for (int i = 0; i < 8; i++)
        {
            _ = new Watched();
            Watched.Kept.Add(new Watched());
        }

        Monitor.Enter(typeof(object));
        Monitor.Enter(Console.Out);
        Console.Out.NewLine = "<br>";
        Console.SetIn(new StringReader("typed by nobody"));
        Console.SetError(new StringWriter { NewLine = "<br>" });
        Console.OutputEncoding = Encoding.ASCII;
        Console.SetOut(TextWriter.Null);
        return 0;
    }

    private static List<FileStream> Descriptors { get; } = [];

    public static class OfType<T>
    {
        public static int Value;
    }

    /// <summary>Says that it was finalized, where nobody of its program is there to hear it.</summary>
    private sealed class Watched
    {
        public static readonly List<Watched> Kept = [];

        private readonly byte[] _large = new byte[1000];

        ~Watched() => Console.WriteLine($"a finalizer of before ({_large.Length})");
    }
}
