using System.Collections.Immutable;
using Microsoft.CodeAnalysis;

namespace Theseus.Analyzers.Ownership;

/// <summary>Words what the flow analysis finds, and says each thing once however many paths show it.</summary>
internal sealed class Reporter(Action<Diagnostic> report)
{
    private readonly HashSet<(string, Location)> _said = [];

    public void Leak(object variable, IEnumerable<SyntaxNode> sites)
    {
        foreach (SyntaxNode site in sites)
        {
            Say(Rules.NotReleased, site, Name(variable), "is not released or moved on every path");
        }
    }

    public void Discarded(SyntaxNode site, string how) => Say(Rules.NotReleased, site, "The result", how);

    public void Overwritten(object variable, SyntaxNode at) =>
        Say(Rules.NotReleased, at, Name(variable), "is neither released nor moved before it is assigned anew");

    public void LostOnThrow(object variable, IEnumerable<SyntaxNode> sites, SyntaxNode? by)
    {
        foreach (SyntaxNode site in sites)
        {
            Say(Rules.NotReleasedOnThrow, site, Name(variable), by is null ? "this" : Short(by));
        }
    }

    public void UsedAfter(object variable, Holding gone, SyntaxNode at) =>
        Say(Rules.UsedAfter, at, Name(variable), Word(gone));

    public void Twice(object variable, Holding gone, Holding now, SyntaxNode at) =>
        Say(Rules.ReleasedTwice, at, Name(variable), Word(now), Word(gone));

    public void BorrowedConsumed(object variable, string how, SyntaxNode at) =>
        Say(Rules.BorrowedConsumed, at, Name(variable), how);

    public void View(SyntaxNode at, string how) => Say(Rules.ViewEscapes, at, $"'{Short(at)}'", how);

    private static string Name(object variable) => variable is ISymbol symbol ? $"'{symbol.Name}'" : "The value";

    private static string Word(Holding gone) => (gone & Holding.Released) != 0 ? "released" : "moved";

    private static string Short(SyntaxNode node)
    {
        string text = string.Join(" ",
            node.ToString().Split([' ', '\r', '\n', '\t'], StringSplitOptions.RemoveEmptyEntries));
        return text.Length <= 40 ? text : text.Substring(0, 37) + "...";
    }

    private void Say(DiagnosticDescriptor rule, SyntaxNode at, params object[] arguments)
    {
        Location location = at.GetLocation();
        if (_said.Add((rule.Id, location)))
        {
            report(Diagnostic.Create(rule, location, arguments));
        }
    }
}
