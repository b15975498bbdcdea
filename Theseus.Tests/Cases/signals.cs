// Signals and terminal calls of the class library, as a program under a pipe makes them.
using System.Runtime.InteropServices;
foreach (var s in Enum.GetValues<PosixSignal>()) Try(s.ToString(), () => { using var r = PosixSignalRegistration.Create(s, c => c.Cancel = true); return "registered"; });
foreach (var n in new[] { 0, 9, 19, 33, 40, 1000, -11 }) Try(n.ToString(), () => { using var r = PosixSignalRegistration.Create((PosixSignal)n, c => c.Cancel = true); return "registered"; });
ConsoleCancelEventHandler h = (_, _) => { };
Try("cancel", () => { Console.CancelKeyPress += h; Console.CancelKeyPress += h; Console.CancelKeyPress -= h; Console.CancelKeyPress -= h; Console.CancelKeyPress += h; return "listening"; });
Try("as input", () => { Console.TreatControlCAsInput = true; return Console.TreatControlCAsInput; });
Try("size", () => Console.WindowWidth + " " + Console.WindowHeight + " " + Console.BufferWidth + " " + Console.LargestWindowWidth);
Try("cursor", () => Console.CursorLeft + " " + Console.CursorTop + " " + Console.GetCursorPosition());
Try("set cursor", () => { Console.SetCursorPosition(0, 0); return "set"; });
Try("cursor size", () => Console.CursorSize);
Try("set cursor size", () => { Console.CursorSize = 50; return "set"; });
Try("get title", () => Console.Title);
Try("visible", () => Console.CursorVisible);
Try("number lock", () => Console.NumberLock);
Try("beep", () => { Console.Beep(440, 10); return "beeped"; });
Try("clear", () => { Console.Clear(); return "cleared"; });
Try("move", () => { Console.MoveBufferArea(0, 0, 1, 1, 2, 2); return "moved"; });
Try("window left", () => Console.WindowLeft);
Try("colour", () => { var c = Console.ForegroundColor; Console.ForegroundColor = c; return c; });
Try("lots", () => Console.OpenStandardInput().Read(new byte[10], 0, 10));
static void Try(string name, Func<object?> action)
{
    try { Console.WriteLine($"{name}: {action()}"); }
    catch (Exception e) { Console.WriteLine($"{name}: {e.GetType().Name}"); }
}
