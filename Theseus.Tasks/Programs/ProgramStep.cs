namespace Theseus.Tasks.Programs;

/// <summary>What runs within a program's boundary, one at a time: all of it may be code of the program.</summary>
internal enum ProgramStep
{
    /// <summary>The program itself, to its exit.</summary>
    Main,

    /// <summary>What is done for it before.</summary>
    Begin,

    /// <summary>The shell, which is the system's own and no program.</summary>
    Shell,

    /// <summary>The handlers of <c>AppDomain.UnhandledException</c>.</summary>
    TellHandlers,

    /// <summary>The text of the exception that nobody handled, as it makes it itself.</summary>
    WriteText,

    /// <summary>Its type, message and trace.</summary>
    WriteMessage,

    /// <summary>Its type and message.</summary>
    WriteMessageAlone,

    /// <summary>Its type.</summary>
    WriteType,
}
