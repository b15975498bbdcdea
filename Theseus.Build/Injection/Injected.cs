namespace Theseus.Build.Injection;

/// <summary>A fault and what became of it.</summary>
/// <param name="Fault">As planned.</param>
/// <param name="Function">Where the machine was stopped, or what changed; mangled.</param>
/// <param name="Cell">That function's.</param>
/// <param name="What">What was done, for people.</param>
/// <param name="Outcome">What became of it.</param>
/// <param name="Text">What the machine said after it.</param>
public sealed record Injected(
    PlannedFault Fault, string Function, string Cell, string What, Outcome Outcome, string Text);
