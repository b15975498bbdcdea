using Theseus.Tasks.Channels;

namespace Theseus.Cells.Workload;

/// <summary>What a server is asked.</summary>
/// <param name="Number">Of the request, among its client's.</param>
/// <param name="Seed">What the work is made from: the same result for the same seed.</param>
/// <param name="Answers">Where the answer goes to.</param>
internal readonly record struct Request(int Number, uint Seed, Sender<Answer> Answers);

/// <summary>What a server says.</summary>
/// <param name="Number">Of the request.</param>
/// <param name="Sum">A checksum of what came out.</param>
internal readonly record struct Answer(int Number, uint Sum);
