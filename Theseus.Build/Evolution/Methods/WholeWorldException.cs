namespace Theseus.Build.Evolution.Methods;

/// <summary>An edit that methods compiled alone do not cover; the whole world has to be compiled.</summary>
/// <param name="reason">Why, in words that go on from "because".</param>
public sealed class WholeWorldException(string reason) : Exception(reason);
