using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers;

/// <summary>
/// The rules. Each has a page in docs/analyzers. The message of an ownership rule names the value first.
/// </summary>
public static class Rules
{
    public static readonly DiagnosticDescriptor NotReleased = new("THS0001",
        "An owned value is released or moved on every path",
        "{0} owns a resource that {1}", "Ownership", DiagnosticSeverity.Error, true,
            helpLinkUri: "docs/analyzers/THS0001.md");

    public static readonly DiagnosticDescriptor NotReleasedOnThrow = new("THS0002",
        "An owned value is released when something throws",
        "{0} owns a resource that is lost if '{1}' throws; release it by 'using', in a finally, or in a catch that "
            + "throws again",
        "Ownership", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0002.md");

    public static readonly DiagnosticDescriptor UsedAfter = new("THS0003", "No use after release or move",
        "{0} is used after it was {1}", "Ownership", DiagnosticSeverity.Error, true,
            helpLinkUri: "docs/analyzers/THS0003.md");

    public static readonly DiagnosticDescriptor ReleasedTwice = new("THS0004", "Released or moved once only",
        "{0} is {1} after it was {2}", "Ownership", DiagnosticSeverity.Error, true,
            helpLinkUri: "docs/analyzers/THS0004.md");

    public static readonly DiagnosticDescriptor FieldNotDisposed = new("THS0005",
        "What a field owns, its type disposes of",
        "{0}", "Ownership", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0005.md");

    public static readonly DiagnosticDescriptor ViewEscapes = new("THS0006", "A view stays within its mapping",
        "The view {0} {1}", "Ownership", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0006.md");

    public static readonly DiagnosticDescriptor NoSafetyArgument = new("THS0007", "Unsafe code argues its safety",
        "This unsafe {0} {1}", "Safety",
        DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0007.md");

    public static readonly DiagnosticDescriptor UpwardReference = new("THS0008", "No upward reference between layers",
        "{0}", "Structure", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0008.md",
        customTags: WellKnownDiagnosticTags.CompilationEnd);

    public static readonly DiagnosticDescriptor StateSpill = new("THS0009",
        "A server cell keeps no client state in statics",
        "{0}", "Structure", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0009.md");

    public static readonly DiagnosticDescriptor BorrowedConsumed = new("THS0010",
        "A borrowed value is not released or moved",
        "{0} is only borrowed from the caller and is {1}; mark the parameter [Moves] if it is meant to be taken over",
        "Ownership", DiagnosticSeverity.Error, true, helpLinkUri: "docs/analyzers/THS0010.md");

    public static readonly DiagnosticDescriptor LongLine = new("THS0011", "A line ends by column 120",
        "The line has {0} characters; {1} is the most", "Dialect", DiagnosticSeverity.Warning, true,
        helpLinkUri: "docs/analyzers/THS0011.md");

    public static readonly DiagnosticDescriptor TestName = new("THS0012", "A test's name is a sentence with underscores",
        "The test '{0}' is not named by a sentence: Its_words_are_joined_by_underscores", "Dialect",
        DiagnosticSeverity.Warning, true, helpLinkUri: "docs/analyzers/THS0012.md");
}
