namespace Theseus.Cells.Drivers.Entropy;

/// <summary>
/// The two tests that NIST SP 800-90B, section 4.4, asks of a source of noise while it runs: the repetition count and
/// the adaptive proportion. The cut-offs are those for a source of an eighth of a bit a sample and one false alarm in
/// 2^20: a source that is dead or has got stuck fails, one that is merely poor does not.
/// </summary>
internal struct HealthTest
{
    /// <summary>Samples that one bit of entropy is counted for.</summary>
    public const int SamplesPerBit = 8;

    private const int RepetitionCutoff = 1 + (20 * SamplesPerBit);
    private const int Window = 512;
    private const int ProportionCutoff = 501;

    private ulong _last;
    private int _repetitions;
    private ulong _watched;
    private int _inWindow;
    private int _seen;

    /// <summary>True once a test has failed: nothing of the source counts.</summary>
    public bool HasFailed { get; private set; }

    /// <summary>Looks at a sample.</summary>
    public void Take(ulong sample)
    {
        _repetitions = sample == _last ? _repetitions + 1 : 1;
        _last = sample;
        if (_inWindow == 0)
        {
            (_watched, _seen) = (sample, 0);
        }

        _seen += sample == _watched ? 1 : 0;
        _inWindow = (_inWindow + 1) % Window;
        HasFailed |= _repetitions >= RepetitionCutoff || _seen >= ProportionCutoff;
    }
}
