namespace Theseus.Cells.Drivers.Screen;

/// <summary>
/// Keeps text readable: a contrast of at least 4.5 to 1 between ink and paper (WCAG 2.2, success criterion 1.4.3). A
/// program asks for colours by names such as "yellow on blue" and does not know how this screen paints them. Integers
/// only, so that a panic and an interrupt handler may write text; allocates nothing.
/// </summary>
internal static class Contrast
{
    // The least ratio is 9 / 2.
    private const ulong LeastOfLighter = 2;
    private const ulong LeastOfDarker = 9;
    private const int Steps = 16;

    // WCAG's weights of the channels and its flare of 0.05, in units of 1 / (65535 * 10000).
    private const uint Red = 2126;
    private const uint Green = 7152;
    private const uint Blue = 722;
    private const uint Flare = 65535u * 10000 / 20;

    // Linear light of each channel value, 0 to 65535 (IEC 61966-2-1, section 5.2).
    private static ReadOnlySpan<ushort> Linear =>
    [
        0, 20, 40, 60, 80, 99, 119, 139, 159, 179, 199, 219, 241, 264, 288, 313,
        340, 367, 396, 427, 458, 491, 526, 562, 599, 637, 677, 718, 761, 805, 851, 898,
        947, 997, 1048, 1101, 1156, 1212, 1270, 1330, 1391, 1453, 1517, 1583, 1651, 1720, 1790, 1863,
        1937, 2013, 2090, 2170, 2250, 2333, 2418, 2504, 2592, 2681, 2773, 2866, 2961, 3058, 3157, 3258,
        3360, 3464, 3570, 3678, 3788, 3900, 4014, 4129, 4247, 4366, 4488, 4611, 4736, 4864, 4993, 5124,
        5257, 5392, 5530, 5669, 5810, 5953, 6099, 6246, 6395, 6547, 6700, 6856, 7014, 7174, 7335, 7500,
        7666, 7834, 8004, 8177, 8352, 8528, 8708, 8889, 9072, 9258, 9445, 9635, 9828, 10022, 10219, 10417,
        10619, 10822, 11028, 11235, 11446, 11658, 11873, 12090, 12309, 12530, 12754, 12980, 13209, 13440, 13673, 13909,
        14146, 14387, 14629, 14874, 15122, 15371, 15623, 15878, 16135, 16394, 16656, 16920, 17187, 17456, 17727, 18001,
        18277, 18556, 18837, 19121, 19407, 19696, 19987, 20281, 20577, 20876, 21177, 21481, 21787, 22096, 22407, 22721,
        23038, 23357, 23678, 24002, 24329, 24658, 24990, 25325, 25662, 26001, 26344, 26688, 27036, 27386, 27739, 28094,
        28452, 28813, 29176, 29542, 29911, 30282, 30656, 31033, 31412, 31794, 32179, 32567, 32957, 33350, 33745, 34143,
        34544, 34948, 35355, 35764, 36176, 36591, 37008, 37429, 37852, 38278, 38706, 39138, 39572, 40009, 40449, 40891,
        41337, 41785, 42236, 42690, 43147, 43606, 44069, 44534, 45002, 45473, 45947, 46423, 46903, 47385, 47871, 48359,
        48850, 49344, 49841, 50341, 50844, 51349, 51858, 52369, 52884, 53401, 53921, 54445, 54971, 55500, 56032, 56567,
        57105, 57646, 58190, 58737, 59287, 59840, 60396, 60955, 61517, 62082, 62650, 63221, 63795, 64372, 64952, 65535,
    ];

    /// <summary>True where text in one of these colours 0xRRGGBB can be read on the other.</summary>
    public static bool IsReadable(uint one, uint other)
    {
        ulong first = Luminance(one) + Flare, second = Luminance(other) + Flare;
        return first > second ? first * LeastOfLighter >= second * LeastOfDarker
            : second * LeastOfLighter >= first * LeastOfDarker;
    }

    /// <summary>
    /// The colour nearest to <paramref name="ink"/> that can be read on <paramref name="paper"/>: itself, or on its way
    /// to white or to black, whichever end is further from the paper. An ink that is the paper stays: there nothing is
    /// to be read.
    /// </summary>
    public static uint Readable(uint ink, uint paper)
    {
        if (ink == paper || IsReadable(ink, paper))
        {
            return ink;
        }

        uint end = IsReadable(0xFFFFFF, paper) ? 0xFFu : 0u;
        for (uint step = 1u; step < Steps; step++)
        {
            uint colour = Towards(ink >> 16, end, step) << 16 | Towards(ink >> 8, end, step) << 8
                | Towards(ink, end, step);
            if (IsReadable(colour, paper))
            {
                return colour;
            }
        }

        return end == 0 ? 0u : 0xFFFFFF;
    }

    private static uint Towards(uint channel, uint end, uint step) =>
        ((channel & 0xFF) * (Steps - step) + end * step) / Steps;

    private static ulong Luminance(uint colour) =>
        (ulong)Linear[(int)(colour >> 16 & 0xFF)] * Red + (ulong)Linear[(int)(colour >> 8 & 0xFF)] * Green
        + (ulong)Linear[(int)(colour & 0xFF)] * Blue;
}
