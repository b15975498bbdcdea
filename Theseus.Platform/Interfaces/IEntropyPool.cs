namespace Theseus.Platform.Interfaces;

/// <summary>Gathers what nobody can guess, and makes keys of it.</summary>
public interface IEntropyPool
{
    /// <summary>
    /// Takes in what every source has now; where that is not enough and <paramref name="thoroughly"/> is asked for, all
    /// that can be had. True if the pool is worth a key for bytes that must be secure.
    /// </summary>
    bool Gather(bool thoroughly);

    /// <summary>
    /// Fills a key of 32 bytes, worth what the pool is. No two are alike, and neither tells of the other.
    /// </summary>
    void Extract(Span<byte> key);
}
