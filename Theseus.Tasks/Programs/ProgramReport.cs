using System.Diagnostics;
using System.Runtime;
using System.Runtime.CompilerServices;
using System.Text;

namespace Theseus.Tasks.Programs;

/// <summary>
/// Says what nobody handled: the program's own handlers hear of it, then its text is written. All of that is code of
/// the program, so each step runs within the boundary, and what is left to say after a step that failed needs less.
/// </summary>
internal static class ProgramReport
{
    private const int ChunkCharacters = 256;
    private const int LinesAtEnds = 24;

    /// <summary>Writes it, unless the program exits meanwhile: true, with its status.</summary>
    public static bool Run(out int status)
    {
        status = 0;
        if (Exits(ProgramStep.TellHandlers, out _, ref status))
        {
            return true;
        }

        if (Exits(ProgramStep.WriteText, out bool written, ref status)
            || (!written && Exits(ProgramStep.WriteMessage, out written, ref status))
            || (!written && Exits(ProgramStep.WriteMessageAlone, out written, ref status))
            || (!written && Exits(ProgramStep.WriteType, out written, ref status)))
        {
            return true;
        }

        if (!written)
        {
            Upcalls.Write("Unhandled exception. Its text could not be made.\n"u8);
        }

        return false;
    }

    private static bool Exits(ProgramStep step, out bool returned, ref int status)
    {
        Exception? exception = ProgramBoundary.Exception;
        ProgramEnd end = ProgramBoundary.Run(step, out returned);
        ProgramBoundary.Exception = exception; // one that came meanwhile is not the one to tell of
        status = ProgramBoundary.Status;
        return end == ProgramEnd.Exited;
    }

    public static void TellHandlers() => OnUnhandledException(ProgramBoundary.Exception!);

    public static void WriteText()
    {
        Exception exception = ProgramBoundary.Exception!;
        string? text = exception.ToString();
        Write(exception is InsufficientExecutionStackException && text != null ? WithoutMiddle(text) : text);
    }

    /// <summary>
    /// A stack that overflowed has ten thousands of frames, and what recurses is told by the first and the last of
    /// them.
    /// </summary>
    private static string WithoutMiddle(string text)
    {
        int head = 0;
        int tail = text.Length;
        for (int line = 0; line < LinesAtEnds; line++)
        {
            head = text.IndexOf('\n', head) + 1;
            tail = text.LastIndexOf('\n', tail - 1);
            if (head == 0 || tail < head)
            {
                return text;
            }
        }

        int between = text.AsSpan(head, tail - head).Count('\n') + 1;
        return $"{text.AsSpan(0, head)}   ({between} more frames){text.AsSpan(tail)}";
    }

    public static void WriteMessage()
    {
        Exception exception = ProgramBoundary.Exception!;
        Write($"{exception.GetType()}: {exception.Message}\n{new StackTrace(exception).ToString().TrimEnd()}");
    }

    /// <summary>
    /// Naming the frames may need a page of a cell that cannot be loaded: the very one that the exception tells of.
    /// </summary>
    public static void WriteMessageAlone()
    {
        Exception exception = ProgramBoundary.Exception!;
        Write($"{exception.GetType()}: {exception.Message} (Its trace could not be made.)");
    }

    public static void WriteType() => Write($"{ProgramBoundary.Exception!.GetType()} (Its text could not be made.)");

    /// <summary>Writes piece by piece, so that a long text needs no second copy.</summary>
    private static void Write(string? text)
    {
        text ??= "";
        Upcalls.Write("Unhandled exception. "u8);
        Span<byte> bytes = stackalloc byte[ChunkCharacters * 3];
        Encoder encoder = Encoding.UTF8.GetEncoder();
        for (int at = 0; at < text.Length; at += ChunkCharacters)
        {
            ReadOnlySpan<char> chunk = text.AsSpan(at, Math.Min(ChunkCharacters, text.Length - at));
            int count = encoder.GetBytes(chunk, bytes, flush: at + chunk.Length == text.Length);
            Upcalls.Write(bytes[..count]);
        }

        Upcalls.Write("\n"u8);
    }

    /// <summary>CoreLib's AppContext.OnUnhandledException.</summary>
    [MethodImpl(MethodImplOptions.InternalCall), RuntimeImport("*", "OnUnhandledException")]
    private static extern void OnUnhandledException(object exception);
}
